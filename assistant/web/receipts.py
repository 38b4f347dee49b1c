"""Receipts: an answer as the fragment of a link, so that whoever holds the link can show it, and the server stores nothing.

A fragment holds the contract's answer with the day it was made and the notice that an AI system made it: JSON, deflated
(RFC 1951), base64url (RFC 4648). A browser never sends it by itself. A receipt bears no signature: what it says of its quotes is
worth what a check of their spans finds in the index of today.
"""

import base64
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import msgspec

from assistant.records import Answer
from corpus import Document

DocumentOf = Callable[[str], Document | None]
Found = Literal["holds", "moved", "changed", "gone"]
_RAW = -15  # zlib's word for deflate without a header
_MOST_PACKED, _MOST_BYTES = 200_000, 2_000_000  # characters of a fragment, and bytes of what it holds
MOST_SPANS = 500
KEPT = ("answered", "partial", "not_in_sources", "out_of_scope", "needs_clarification", "smalltalk")  # not what was blocked


class ReceiptError(ValueError):
    """A receipt or a request to check one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer with the time (UTC) it was made, and what is told of who made it."""

    made: str
    notice: str
    answer: Answer
    version: int = 1


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A place in a document and the words that stood there."""

    document_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Check:
    """A request to check spans."""

    spans: tuple[QuotedSpan, ...]


def packed(answer: Answer, notice: str) -> str:
    """The fragment of an answer's receipt; empty for an answer that is not kept, or would be too long for a link."""
    if answer.status not in KEPT:
        return ""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    content = msgspec.json.encode(Receipt(made, notice, answer))
    deflater = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    fragment = base64.urlsafe_b64encode(deflater.compress(content) + deflater.flush()).rstrip(b"=").decode()
    return fragment if len(fragment) <= _MOST_PACKED and len(content) < _MOST_BYTES else ""


def unpacked(fragment: str) -> Receipt:
    """The receipt of a fragment. Raises `ReceiptError` for anything else, also for what would grow beyond measure."""
    if len(fragment) > _MOST_PACKED:
        raise ReceiptError("the receipt is too long")
    try:
        content = base64.b64decode(fragment + "=" * (-len(fragment) % 4), altchars=b"-_", validate=True)
        inflater = zlib.decompressobj(_RAW)
        text = inflater.decompress(content, _MOST_BYTES)
        if inflater.unconsumed_tail or not inflater.eof:
            raise ReceiptError("the receipt is cut short or too long")
        return msgspec.json.decode(text, type=Receipt)
    except (zlib.error, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ReceiptError("this is no receipt") from error


def read_check(body: bytes) -> tuple[QuotedSpan, ...]:
    """The spans of a request. Raises `ReceiptError` when it is not one, or has too many."""
    try:
        spans = msgspec.json.decode(body, type=Check).spans
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ReceiptError("this is no request to check spans") from error
    if len(spans) > MOST_SPANS:
        raise ReceiptError("too many spans")
    return spans


def check_spans(spans: Sequence[QuotedSpan], document_of: DocumentOf) -> list[Found]:
    """For each span whether its words stand there, elsewhere in the document, not in it, or there is no such document."""
    return [_found(span, document_of(span.document_id)) for span in spans]


def _found(span: QuotedSpan, document: Document | None) -> Found:
    if document is None:
        return "gone"
    if span.quote and span.start >= 0 and document.text[span.start : span.end] == span.quote:
        return "holds"
    return "moved" if span.quote.strip() and span.quote in document.text else "changed"
