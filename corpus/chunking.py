"""Cut a document into chunks of whole sentences that fit the encoder. Home of langchain-text-splitters.

Each section (the text under one heading) is packed sentence by sentence, so a chunk never crosses a heading or, in paged
sources, a page. A sentence longer than a chunk is cut where it breaks least.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.language import TEXT_WORDS, detect_text_language
from corpus.records import Chunk, CountTokens, Document, Span
from corpus.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Chunking:
    """How long chunks may be, in the encoder's tokens."""

    max_tokens: int = 220


class _SentenceSplitter(TextSplitter):
    """LangChain's merging and offset keeping over our own sentences."""

    def __init__(self, max_tokens: int, count_tokens: CountTokens, **kwargs: Any) -> None:
        super().__init__(chunk_size=max_tokens, chunk_overlap=0, length_function=count_tokens, add_start_index=True, **kwargs)
        self._long = RecursiveCharacterTextSplitter(
            chunk_size=max_tokens,
            chunk_overlap=0,
            length_function=count_tokens,
            keep_separator="end",
            separators=["\n", "; ", ", ", " ", ""],
            strip_whitespace=False,
        )

    def split_text(self, text: str) -> list[str]:
        # a list mark goes with its item, so a cut is at the start of a line where there is one
        starts = [text.rfind("\n", a.end, b.start) + 1 or b.start for a, b in pairwise(sentence_spans(text))]
        cuts = [0, *starts, len(text)]
        pieces = [text[a:b] for a, b in pairwise(cuts)]
        whole: list[str] = []
        for piece in pieces:
            fits = self._length_function(piece) <= self._chunk_size
            whole.extend([piece] if fits else self._long.split_text(piece))
        return self._merge_splits(whole, "")


def chunk_document(document: Document, count_tokens: CountTokens, chunking: Chunking) -> list[Chunk]:
    """The chunks of a document in order, with exact spans, heading path and page."""
    splitter = _SentenceSplitter(chunking.max_tokens, lru_cache(maxsize=None)(count_tokens))
    chunks: list[Chunk] = []
    for section, headings in _sections(document):
        body = document.text[section.start : section.end]
        for piece in splitter.create_documents([body]):
            start = section.start + int(piece.metadata["start_index"])
            span = Span(start, start + len(piece.page_content))
            if any(c.isalnum() for c in piece.page_content):
                chunks.append(_chunk(document, span, headings, len(chunks)))
    return chunks


def _chunk(document: Document, span: Span, headings: tuple[str, ...], number: int) -> Chunk:
    text = document.text[span.start : span.end]
    sentences = tuple(sentence_spans(text, span.start))
    return Chunk(
        id=f"{document.id}#{number:04d}",
        document_id=document.id,
        text=text,
        span=span,
        language=_language(document, text),
        kind=document.kind,
        title=document.title if document.title != document.id else "",  # a path tells nothing
        headings=headings,
        page=document.page_of(span),
        sentences=sentences,
        facts=tuple(document.facts_in(sentence) for sentence in sentences),
        agreements=document.agreements,
        url=document.url,
        as_of=document.as_of,
    )


def _language(document: Document, text: str) -> str:
    """The document's language; where that was guessed, a chunk of some length tells its own, since texts are mixed."""
    if document.language_known or len(text.split()) < TEXT_WORDS:
        return document.language
    return detect_text_language(text, document.language)


def _sections(document: Document) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The stretches between headings and page borders, each with the headings it stands under."""
    path: list[tuple[int, str]] = []
    borders = [(h.span.end, h) for h in document.headings] + [(p.span.start, None) for p in document.pages]
    at = 0
    for end, heading in sorted(borders, key=lambda border: border[0]):
        yield Span(at, heading.span.start if heading else end), tuple(text for _, text in path)
        if heading:
            path = [(level, text) for level, text in path if level < heading.level] + [(heading.level, heading.text)]
        at = end
    yield Span(at, len(document.text)), tuple(text for _, text in path)
