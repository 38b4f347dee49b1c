"""The records that leave this room: what a text is, where each part of it stands, and which facts it carries.

All positions are character offsets into `Document.text`, start included, end excluded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LANGUAGES = ("fi", "sv", "en")

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Source:
    """An official page: where a reader can check a sentence."""

    url: str
    language: str
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The facts that a stretch of text carries, taken from its footnotes."""

    span: Span
    fact_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line; `level` counts from 1."""

    span: Span
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paged source; numbers count from 1."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One text as read. Its id is the path from the root without suffix, e.g. `agreements/lahti/sv`."""

    id: str
    text: str
    title: str
    kind: str
    language: str
    digest: str
    url: str | None = None
    as_of: str | None = None
    retrieved: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    superseded_by: str | None = None
    links: tuple[Source, ...] = ()
    agreements: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    marks: tuple[Mark, ...] = ()
    language_known: bool = True  # the front matter or the file name tells it; else it was guessed, and each chunk's is

    def facts_in(self, span: Span) -> tuple[str, ...]:
        """The ids of the facts carried within a span, in order, without doubles."""
        ids = (i for mark in self.marks if mark.span.overlaps(span) for i in mark.fact_ids)
        return tuple(dict.fromkeys(ids))

    def page_of(self, span: Span) -> int | None:
        """The page on which a span starts, or None for a text without pages."""
        return next((p.number for p in self.pages if p.span.start <= span.start < p.span.end), None)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A slice of a document: `document.text[span.start:span.end] == chunk.text`.

    `sentences` are spans in the document, and `facts` the ids that each of them carries.
    """

    id: str
    document_id: str
    text: str
    span: Span
    language: str
    kind: str
    title: str
    headings: tuple[str, ...] = ()
    page: int | None = None
    sentences: tuple[Span, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    agreements: tuple[str, ...] = ()
    url: str | None = None
    as_of: str | None = None

    @property
    def indexed_text(self) -> str:
        """What is encoded and searched: the title and heading path stand before the text, if there are any."""
        return "\n".join(filter(None, (" – ".join(filter(None, (self.title, *self.headings))), self.text)))


def only_gaps(facts: Sequence[str]) -> bool:
    """Whether what a sentence carries is only that the sources do not say something."""
    return bool(facts) and all(fact.startswith("nf-") for fact in facts)


def topic_of(document_id: str, language: str) -> str:
    """The id that the parallel language versions of a text share: `agreements/lahti/sv` → `agreements/lahti`."""
    head, _, tail = document_id.rpartition("/")
    return head if head and tail == language else document_id
