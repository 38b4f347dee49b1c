"""The answer contract: what every face of the assistant shows, and the events that lead to it.

Field names are frozen: the command line, the HTTP API and the tests agree on them.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

Language = Literal["fi", "sv", "en"]
Status = Literal[
    "answered",
    "partial",
    "not_in_sources",
    "out_of_scope",
    "needs_clarification",
    "smalltalk",
    "blocked_pii",
    "blocked_abuse",
    "error",
]
Verdict = Literal["quoted", "supported", "computed"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class OfficialSource:
    """An official page behind a cited sentence."""

    url: str
    language: str
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document: `quote` equals the document's text from `start` to `end`."""

    number: int
    document_id: str
    title: str
    url: str | None
    language: str
    kind: str
    as_of: str | None
    page: int | None
    start: int
    end: int
    quote: str
    sources: tuple[OfficialSource, ...] = ()
    fact_status: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, the numbers of its citations, and what was found when it was checked."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the citations that carry it."""

    cells: tuple[str, ...]
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Facts side by side."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete a list is."""

    checked: int
    total: int
    not_stated: int = 0


@dataclass(frozen=True, slots=True)
class Freshness:
    """The dates of the newest and the oldest source cited."""

    newest: str | None
    oldest: str | None


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One side of a conflict, with the citation that tells it."""

    value: str
    citation: int | None


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Sources that disagree, side by side."""

    topic: str
    values: tuple[ConflictValue, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Who would know."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    total_ms: float
    retrieve_ms: float


@dataclass(frozen=True, slots=True)
class Engine:
    """What answered. Of the sentences that a language model has `written`, `dropped` ones were not shown."""

    encoder: str
    answerer: str
    index_version: str
    written: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer; see the contract in the README.

    `form` is the page, below that of the language, that asks or shows the same step by step: `eligibility?org=company`.
    """

    question: str
    language: Language
    status: Status
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    table: Table | None = None
    coverage: Coverage | None = None
    freshness: Freshness | None = None
    conflicts: tuple[ConflictView, ...] = ()
    choices: tuple[str, ...] = ()
    contact: Contact | None = None
    notices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    form: str | None = None
    timings: Timings = field(default_factory=lambda: Timings(0.0, 0.0))
    engine: Engine = field(default_factory=lambda: Engine("", "", ""))


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages were found; the answer is being written."""

    passages: int


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A further piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The stream's last event."""

    answer: Answer


AnswerEvent = Retrieved | TextDelta | Answered


def as_plain(answer: Answer) -> dict[str, Any]:
    """The answer as JSON-ready values."""
    plain: dict[str, Any] = msgspec.to_builtins(answer)
    return plain
