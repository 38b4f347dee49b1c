"""A document's text as blocks to be drawn: headings, paragraphs, lists, pages, and the marked quote, at their exact places.

A long text comes in parts, so that a page stays small whatever a document holds. Nothing of a text is read as markup: a
template escapes each piece.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import Document, Span

PART = 40_000  # characters of a text on one page, about
_BREAKS = ("\n\n", "\n", " ")  # where a part may end, the best first
_ITEM = re.compile(r"(?:[-*•]|(\d{1,4})[.)])[ \t]+(?=\S)")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked when it belongs to the quote; `first` is where the mark begins on this page."""

    text: str
    marked: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A `heading`, `paragraph`, `bullet`, `numbered` item or `page`; `level` is a heading's, or an item's or page's number."""

    kind: str
    pieces: tuple[Piece, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: its number of how many, and its blocks. Blocks of one list stand together in `groups`."""

    number: int
    total: int
    blocks: tuple[Block, ...]

    @property
    def groups(self) -> list[tuple[str, list[Block]]]:
        """The blocks as (kind, blocks): items of a list together, all others alone."""
        found: list[tuple[str, list[Block]]] = []
        for block in self.blocks:
            if found and block.kind in ("bullet", "numbered") and found[-1][0] == block.kind:
                found[-1][1].append(block)
            else:
                found.append((block.kind, [block]))
        return found


def read_part(document: Document, wanted: int = 1, quote: Span | None = None) -> Part:
    """The part of a text where the quote begins, or the wanted one (counted from 1, brought within bounds)."""
    spans = list(_parts(document.text))
    starts = [span.start for span in spans]
    number = bisect_right(starts, quote.start) if quote else min(max(wanted, 1), len(spans))
    return Part(number, len(spans), tuple(_marked(document, spans[number - 1], quote)))


def _parts(text: str) -> Iterator[Span]:
    """The text cut where a paragraph, a line or a word ends; a word longer than half a part is cut too."""
    start = 0
    while len(text) - start > PART:
        halfway, last = start + PART // 2, start + PART
        cuts = (text.rfind(mark, halfway, last) + len(mark) for mark in _BREAKS if text.find(mark, halfway, last) >= 0)
        end = next(cuts, last)
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def _marked(document: Document, part: Span, quote: Span | None) -> Iterator[Block]:
    """The blocks of a part, the first marked piece told apart."""
    seen = False
    for kind, level, span in _blocks(document, part):
        pieces = list(_pieces(document.text, span, quote))
        for place, piece in enumerate(pieces):
            if piece.marked and not seen:
                pieces[place], seen = Piece(piece.text, True, True), True
        yield Block(kind, tuple(pieces), level)


def _blocks(document: Document, part: Span) -> Iterator[tuple[str, int, Span]]:
    """Each block's kind, level and place: blank lines part paragraphs; a heading and an item are lines of their own."""
    headings = {heading.span.start: heading.level for heading in document.headings}
    pages = {page.span.start: page.number for page in document.pages}
    open_at, depth = -1, 1
    for start, end in _lines(document.text, part):
        line = document.text[start:end]
        item = _ITEM.match(line)
        own = start in headings or start in pages or bool(item) or not line.strip()
        if own and open_at >= 0:
            yield "paragraph", 0, Span(open_at, start)
            open_at = -1
        if start in pages:
            yield "page", pages[start], Span(start, start)
        if start in headings and line.strip():
            depth = min(max(headings[start], 2), depth + 1, _DEEPEST)
            yield "heading", depth, Span(start, end)
        elif item:
            yield ("numbered" if item[1] else "bullet"), int(item[1] or 0), Span(start + item.end(), end)
        elif line.strip() and open_at < 0:
            open_at = start
    if open_at >= 0:
        yield "paragraph", 0, Span(open_at, part.end)


def _lines(text: str, part: Span) -> Iterator[tuple[int, int]]:
    start = part.start
    while start < part.end:
        end = text.find("\n", start, part.end)
        end = part.end if end < 0 else end
        yield start, end
        start = end + 1


def _pieces(text: str, span: Span, quote: Span | None) -> Iterator[Piece]:
    """The text of a block, cut where the quote begins and ends."""
    begin, end = (min(max(place, span.start), span.end) for place in (quote.start, quote.end)) if quote else (span.end, span.end)
    for start, stop, marked in ((span.start, begin, False), (begin, end, True), (end, span.end, False)):
        if start < stop:
            yield Piece(text[start:stop] if stop < span.end else text[start:stop].rstrip("\n"), marked)
