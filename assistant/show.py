"""Print answers, hits and findings for people. Home of rich. Progress goes to standard error, results to standard output."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant.doctor import Finding
from assistant.eligibility_told import ShownQuestion
from assistant.evaluation import Report
from assistant.feedback import Feedback
from assistant.learning import Entry
from assistant.quiz import QuizQuestion
from assistant.records import Answer, Citation
from assistant.records import Table as Facts
from assistant.settings import Settings
from assistant.sources import SourceRow
from corpus import LANGUAGES

if TYPE_CHECKING:
    from index import SyncReport

_OUT = Console(highlight=False, soft_wrap=True)
_ERR = Console(stderr=True)
_FEW = 5  # terms up to which each comes with its definition
_ASKED = 90  # characters of a question shown beside its fault
_STAGES = {"read": "Reading", "encode": "Encoding", "answer": "Answering"}


def answer(answer: Answer) -> None:
    """The text, what its sources disagree on, its notices and its sources."""
    _OUT.print(answer.text, markup=False)
    if answer.table:
        _OUT.print(_shown(answer.table))
    for conflict in answer.conflicts:
        sides = (f"{value.value} [{value.citation or '–'}]" for value in conflict.values)
        _OUT.print(f"{conflict.topic}: {' / '.join(sides)}", markup=False)
    for notice in answer.notices:
        _OUT.print(notice, style="italic dim", markup=False)
    for citation in answer.citations:
        _OUT.print()
        _cited(citation)
    if answer.contact:
        _OUT.print(f"\n→ {answer.contact.name}: {answer.contact.url}", markup=False)


def question(asked: ShownQuestion) -> None:
    """A question of the eligibility check with its choices, numbered."""
    _OUT.print(f"\n{asked.text}", style="bold", markup=False)
    if asked.help:
        _OUT.print(asked.help, markup=False)
    for number, (_, text) in enumerate(asked.choices, 1):
        _OUT.print(f"{number:>3}  {text}", markup=False)


def line(text: str) -> None:
    """A line of text."""
    _OUT.print(text, markup=False)


def _cited(citation: Citation) -> None:
    """Where a quote stands, its words and its address."""
    _OUT.print(f"[{citation.number}] {citation.title} ({citation.language}, {citation.as_of or '–'})", style="bold", markup=False)
    _OUT.print(f"    “{citation.quote}”", markup=False)
    _OUT.print(f"    {_address(citation)}", style="dim", markup=False)


def answers(found: Sequence[Answer]) -> None:
    """The answers of a path, each under its question."""
    for number, one in enumerate(found, 1):
        _OUT.print(f"\n{number}. {one.question}\n", style="bold", markup=False)
        answer(one)


def roles(found: Sequence[dict[str, str]], say: Callable[..., str]) -> None:
    """Whom there is a path for."""
    _OUT.print(say("learn_roles" if found else "learn_none"), markup=False)
    for role in found:
        _OUT.print(f"  {role['name']}: python -m assistant learn --role {role['id']}", markup=False)


def terms(found: Sequence[Entry], say: Callable[..., str]) -> None:
    """Terms in three languages, the abbreviation beside each; of a few also the sentence that defines them."""
    if not found:
        _OUT.print(say("terms_none"), markup=False)
    for entry in found:
        pairs = ((getattr(entry.names, language), getattr(entry.abbreviations, language, None)) for language in LANGUAGES)
        _OUT.print(" – ".join(f"{name} ({short})" if short else name for name, short in pairs), style="bold", markup=False)
        if entry.definition and len(found) <= _FEW:
            _cited(entry.definition)


def quiz(questions: Sequence[QuizQuestion], say: Callable[..., str]) -> None:
    """The questions, each with what is right and the sentence that says so; on a terminal after it was answered."""
    if not questions:
        _OUT.print(say("quiz_none"), markup=False)
    ask = sys.stdin.isatty() and _OUT.is_terminal
    score = 0
    for number, question in enumerate(questions, 1):
        _OUT.print(f"\n{number}. {question.text}", style="bold", markup=False)
        for at, choice in enumerate(question.choices, 1):
            _OUT.print(f"   {at}) {choice}", markup=False)
        chosen = _OUT.input(say("quiz_choose", most=len(question.choices)) + " ", markup=False).strip() if ask else ""
        right = chosen == str(question.right + 1)
        score += right
        answer = question.choices[question.right]
        key = ("quiz_right" if right else "quiz_wrong") if ask else "quiz_answer"
        _OUT.print(say(key, right=answer), markup=False)
        _cited(question.citation)
    if ask and questions:
        _OUT.print("\n" + say("quiz_score", right=score, total=len(questions)), markup=False)


def _shown(table: Facts) -> Table:
    """A table of facts, the numbers of its citations in the last column."""
    shown = Table(*(escape(column) for column in table.columns), "")
    for row in table.rows:
        marks = " ".join(f"[{number}]" for number in row.citations)
        shown.add_row(*(Text(cell) for cell in row.cells), Text(marks))
    return shown


def _address(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page else ""
    return f"{citation.document_id}{page}  {citation.url or ''}".rstrip()


def hits(found: Sequence[dict[str, Any]]) -> None:
    """The ranking as a table."""
    table = Table("rank", "score", "chunk", "text")
    for hit in found:
        table.add_row(str(hit["rank"]), f"{hit['score']:.3f}", hit["chunk_id"], " ".join(hit["text"].split())[:90])
    _OUT.print(table)


def sources(rows: Sequence[SourceRow]) -> None:
    """Every document, a line each, and how many there are of each kind and language."""
    _OUT.print(f"{'date':<10} {'days':>5} {'lang':<4} {'facts':>5} {'gaps':>4}  document", style="bold")
    for row in rows:
        age = "" if row.age_days is None else str(row.age_days)
        line = f"{row.as_of or '–':<10} {age:>5} {row.language:<4} {len(row.facts):>5} {len(row.gaps):>4}  {row.document_id}"
        _OUT.print(f"{line}  {row.parity}".rstrip(), markup=False)
    kinds = Counter((row.kind, row.language) for row in rows)
    for kind in sorted({kind for kind, _ in kinds}):
        counted = ", ".join(f"{language} {kinds[kind, language]}" for language in LANGUAGES)
        _OUT.print(f"{kind}: {counted}", markup=False)


def evaluation(report: Report) -> None:
    """What share is right by kind and language, and what fails, by cause."""
    table = Table("", *report.languages, "all", "")
    for name, kind in [*((kind, kind) for kind in report.kinds), ("all", None)]:
        shares = [report.share(kind, language) for language in (*report.languages, None)]
        table.add_row(name, *(f"{share.right}/{share.total}" for share in shares), f"{shares[-1].per_cent:.1f} %")
    _OUT.print(table)
    sourced = report.sourced
    _OUT.print(f"of the right answers with content {sourced.right} of {sourced.total} cite a source that was named", markup=False)
    for cause, failures in groupby(report.failures, key=lambda one: one.cause):
        wrong = list(failures)
        _OUT.print(f"\n{cause}: {len(wrong)}", style="bold", markup=False)
        for one in wrong:
            _OUT.print(f"  {one.gold.id}  {one.answer.question[:_ASKED]}  ({one.answer.status}; {one.about})", markup=False)


def findings(found: Sequence[Finding]) -> None:
    """What doctor found, a line each."""
    for finding in found:
        mark = "ok  " if finding.ok else "FAIL"
        tail = f" → {finding.mend}" if finding.mend else ""
        _OUT.print(f"{mark} {finding.thing}: {finding.state}{tail}", style=None if finding.ok else "bold", markup=False)


def feedback(rows: Sequence[Feedback]) -> None:
    """What people said of answers, the oldest first, and how many found theirs helpful."""
    for row in rows:
        _OUT.print(f"{row.day} {row.language} {'+' if row.helpful else '-'} {row.code}  {row.question}", markup=False)
        if row.reason:
            _OUT.print(f"    {row.reason}", markup=False)
    _OUT.print(f"{sum(row.helpful for row in rows)} of {len(rows)} helpful", markup=False)


def settings(values: Settings, rows: Sequence[tuple[str, str, str]]) -> None:
    """Every setting with its value."""
    for path, _, description in rows:
        value: Any = values
        for part in path.split("."):
            value = getattr(value, part)
        _OUT.print(f"{path} = {value}    # {description}", markup=False)


def sync_report(report: "SyncReport") -> None:
    """What a sync did, in a line, and what it had to leave out."""
    counts = {name: len(getattr(report, name)) for name in ("added", "updated", "removed", "skipped")}
    counts["unchanged"] = report.unchanged
    order = ("added", "updated", "removed", "unchanged", "skipped")
    _OUT.print(", ".join(f"{name} {counts[name]}" for name in order), markup=False)
    for problem in report.skipped:
        line = " ".join(f"assistant: skipped: {problem} → {problem.hint}".split())
        _ERR.print(line, markup=False, soft_wrap=True)


def address(host: str, port: int) -> None:
    """Where the application can be reached."""
    _OUT.print(f"Serving on http://{host}:{port} (stop with Ctrl-C)", markup=False)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar a stage, on a terminal; nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_ERR, transient=True, disable=not _ERR.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_STAGES[stage], total=total)
            bars.update(tasks[stage], completed=done)

        yield step
