"""Questions with what a right answer to each must hold, and how wordings are looked for.

A file has a line a question: `id`, `lang`, `kind`, `question`, `history`, `expected_status`, `must_include` (points, each a list
of wordings of which one must occur), `must_not_include`, `gold_documents` (beginnings of document ids) and `gold_urls` (parts of
addresses). Other keys are left alone.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from assistant.errors import UsageError
from assistant.records import Answer, Citation, Status, Turn, as_plain

QUESTIONS = "questions.jsonl"  # a collection's own, in its folder of documents
_PERSONAL = "pii"  # the kind whose forbidden wordings may stand nowhere in an answer
_MARKS = re.compile(r"\s*\[\d+\]|[*_`]")
_DASHES, _QUOTES = re.compile(r"[‐‑‒–—−]"), re.compile(r"[“”„«»’‘']")
_GROUPS = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?!\d)")


class Gold(msgspec.Struct, frozen=True, rename={"language": "lang"}):
    """One question, and what is asked of its answer."""

    id: str
    question: str
    language: str
    kind: str
    expected_status: tuple[Status, ...]
    history: tuple[Turn, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    gold_documents: tuple[str, ...] = ()
    gold_urls: tuple[str, ...] = ()

    def is_gold(self, document_id: str) -> bool:
        """Whether a document is among those that answer; every one is where none is named."""
        return not self.gold_documents or document_id.startswith(self.gold_documents)

    def cited_by(self, citations: Iterable[Citation]) -> bool:
        """Whether a citation leads to a gold document or address; any does where none is named."""
        if not self.gold_documents and not self.gold_urls:
            return any(True for _ in citations)
        named = self.gold_documents
        return any(
            (bool(named) and c.document_id.startswith(named)) or any(part in url for part in self.gold_urls for url in _urls(c))
            for c in citations
        )

    def missing(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The points of which a text holds no wording."""
        return tuple(point for point in self.must_include if not tells(text, point))

    def forbidden_in(self, answer: Answer) -> list[str]:
        """The forbidden wordings that an answer holds."""
        whole = msgspec.json.encode(as_plain(answer)).decode("utf-8") if self.kind == _PERSONAL else told_by(answer)
        return [wording for wording in self.must_not_include if holds(whole, wording)]


def read_gold(path: Path) -> list[Gold]:
    """The questions of a file. Raises `UsageError` with the line that is not as it should be."""
    if not path.is_file():
        raise UsageError(f"there is no file {str(path)!r}", "name a file of questions with --questions")
    found: list[Gold] = []
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(msgspec.json.decode(line, type=Gold))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{str(path)!r}, line {number}: {error}", "mend the line; README.md tells the fields") from error
    if not found:
        raise UsageError(f"{str(path)!r} holds no questions", "write one JSON object a line")
    return found


def told_by(answer: Answer) -> str:
    """Everything that an answer tells: its text, the cells of its table, the sides of its conflicts."""
    cells = [cell for row in answer.table.rows for cell in row.cells] if answer.table else []
    return "\n".join((answer.text, *cells, *(value.value for conflict in answer.conflicts for value in conflict.values)))


def tells(text: str, point: Iterable[str]) -> bool:
    """Whether a text holds one of a point's wordings."""
    return any(holds(text, wording) for wording in point)


def holds(text: str, wording: str) -> bool:
    """Whether a wording occurs in a text. It may stand inside a word, but for the sides where it has a space.

    Case, dashes, quotation marks, markers and kinds of space do not matter, and a figure at its edge is never part of another:

    >>> holds("Kiertotaloutta [1] edistää 1 500 000 euroa.", "kiertotalou"), holds("1 500 000 euroa", "1500000")
    (True, True)
    >>> holds("Uleåborg", " Åbo"), holds("164 hanketta", "16"), holds("16,5 miljoonaa", "16"), holds("Niitä on 16.", "16")
    (False, False, False, True)
    """
    wanted = _plain(wording)
    core = wanted.strip()
    before = r"(?<!\d)(?<!\d[.,])" if core[:1].isdigit() else r"(?<!\w)" if wanted[:1] == " " else ""
    after = r"(?!\d)(?![.,]\d)" if core[-1:].isdigit() else r"(?!\w)" if wanted[-1:] == " " else ""
    return bool(core) and re.search(f"{before}{re.escape(core)}{after}", _plain(text)) is not None


@lru_cache(4096)  # a document is looked through for many wordings
def _plain(text: str) -> str:
    text = _QUOTES.sub('"', _DASHES.sub("-", _MARKS.sub("", text)))
    return _GROUPS.sub(_together, re.sub(r"\s+", " ", text)).casefold()


def _together(number: "re.Match[str]") -> str:
    return number[0].replace(" ", "")


def _urls(citation: Citation) -> list[str]:
    return [url for url in (citation.url, *(source.url for source in citation.sources)) if url]
