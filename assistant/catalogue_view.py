"""Catalogue rows as an answer: a short text, a table, claims with their citations, and coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.catalogue_told import Carried
from assistant.citing import Cited, Citer, brackets
from assistant.evidence import Sentence
from assistant.records import Answer, Claim, Coverage, Language, Row, Table
from assistant.understanding import Understood
from assistant.wording import Wording

NAMED = 24  # things named in the text; more stand in the table only
_TOLD = 12  # things told with their details, or as whole sentences
_IN_TEXT = 2  # attributes of a comparison told in the text when none is asked for
_COLUMNS = {
    "cities": ("city", "agreement"),
    "priorities": ("agreement", "priority"),
    "ties": ("agreement", "tie"),
    "parties": ("party", "agreement"),
    "signed": ("agreement", "signed"),
    "authorities": ("authority", "agreement"),
    "calls": ("call", "opens", "closes", "amount"),
    "projects": ("project", "starts", "ends", "total"),
    "themes": ("theme",),
    "lead_themes": ("lead_theme", "led_by"),
    "amounts": ("agreement", "what", "amount"),
    "news": ("date", "what"),
    "most": ("agreement", "count"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing named in the text, with its details, and its rows of the table, each with its sentences."""

    name: str
    details: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Sentence, ...]], ...]


class View:
    """Builds answers from rows."""

    def __init__(self, citer: Citer, wording: Wording) -> None:
        self._citer, self._wording = citer, wording

    def counted(self, language: Language, kind: str, count: int) -> str:
        """A count with what is counted."""
        return self._wording.say(language, f"count_{kind}_{'one' if count == 1 else 'many'}", count=count)

    def listed(
        self,
        understood: Understood,
        kind: str,
        counted: Mapping[str, int],
        lead: str,
        topic: str,
        entries: Sequence[Entry],
        measured: tuple[int, int],
    ) -> Answer:
        """A list: how many (of each sort), which, and the table.

        `lead` is `list`, or `lines` or `newest` where each is told as a sentence.
        """
        say, language, cited = self._wording.say, understood.language, Cited(self._citer, understood.language)
        count = self._joined(language, [self.counted(language, sort, number) for sort, number in counted.items()])
        if len(counted) > 1:  # nobody should have to add the sorts up
            count = f"{self.counted(language, kind, sum(counted.values()))} ({count})"
        marks = [cited.marks_of(s for _, told in entry.rows for s in told) for entry in entries]
        if lead != "list" and len(entries) <= _TOLD:
            first = say(language, f"catalogue_{lead}", counted=count)
            names = [": ".join(filter(None, row[:-1] if kind == "amounts" else row)) for e in entries for row, _ in e.rows]
            lines = [
                f"- {name} {mark}"
                for name, mark in zip(names, (cited.marks_of(s) for e in entries for _, s in e.rows), strict=True)
            ]
            text = "\n".join((first, *lines))
        elif lead == "list" and len(entries) <= NAMED:
            key = "catalogue_topic" if topic else "catalogue_list"
            names = [_named(entry, len(entries) <= _TOLD) for entry in entries]
            first = say(language, key, counted=count, topic=topic, names=self._joined(language, names))
            text = say(language, key, counted=count, topic=topic, names=self._joined(language, _marked(names, marks)))
        else:
            key = "catalogue_table_topic" if topic else "catalogue_table"
            names = [entry.name for entry in entries]
            first = text = say(language, key, counted=count, topic=topic)
        notice = say(language, "notice_catalogue_list") if topic else ""
        return self._answer(understood, text, first, names, kind, entries, cited, measured, notice)

    def extreme(
        self, understood: Understood, kind: str, operation: str, value: str, entries: Sequence[Entry], measured: tuple[int, int]
    ) -> Answer:
        """The first, the largest …: its value, which it is, and the table."""
        say, language, cited = self._wording.say, understood.language, Cited(self._citer, understood.language)
        names = [entry.name for entry in entries]
        marks = [cited.marks_of(s for _, told in entry.rows for s in told) for entry in entries]
        key = f"catalogue_{operation}"
        text = say(language, key, value=value, names=self._joined(language, _marked(names, marks)))
        first = say(language, key, value=value, names=self._joined(language, names))
        notice = say(language, "notice_catalogue_partial") if measured[1] else ""
        return self._answer(understood, text, first, names, kind, entries, cited, measured, notice)

    def none_open(self, understood: Understood, newest: Sequence[Sentence]) -> Answer:
        """That no call is known to be open, with sentences about the newest calls."""
        return self._citer.not_in_sources(understood, None, newest, self._wording.say(understood.language, "none_open"))

    def compared(
        self, understood: Understood, names: Sequence[str], rows: Sequence[tuple[str, Sequence[tuple[str, Sequence[Carried]]]]]
    ) -> Answer | None:
        """Agreements side by side: a row an attribute, a column an agreement."""
        say, language, cited = self._wording.say, understood.language, Cited(self._citer, understood.language)
        missing = say(language, "catalogue_not_stated")
        table: list[Row] = []
        claims: list[Claim] = []
        lines: list[str] = []
        for kind, values in rows:
            if not any(value for value, _ in values):
                continue
            heading = say(language, f"compare_{kind}")
            numbers = [cited.numbers(s for carried in group for s in carried.sentences) for _, group in values]
            cells = [value or missing for value, _ in values]
            table.append(Row((heading, *cells), tuple(dict.fromkeys(n for each in numbers for n in each))))
            told = [f"{name}: {cell}" for name, cell in zip(names, cells, strict=True)]
            marked = [f"{t} {brackets(n)}".rstrip() for t, n in zip(told, numbers, strict=True)]
            if len(lines) < _IN_TEXT:
                lines.append(f"- {heading} – {'. '.join(marked)}.")
            claims += [Claim(t, tuple(n), "computed") for t, n in zip(told, numbers, strict=True) if n]
        if not table:
            return None
        text = "\n".join((say(language, "catalogue_compare"), *lines))
        checked = sum(len(row.cells) - 1 for row in table)
        not_stated = sum(cell == missing for row in table for cell in row.cells)
        answer = Answer(understood.question, language, "answered", text, tuple(claims), cited.citations())
        shown = Table((say(language, "column_about"), *names), tuple(table))
        return self._citer.with_context(replace(answer, table=shown, coverage=Coverage(checked, checked, not_stated)))

    def _answer(
        self,
        understood: Understood,
        text: str,
        first: str,
        names: Sequence[str],
        kind: str,
        entries: Sequence[Entry],
        cited: Cited,
        measured: tuple[int, int],
        notice: str,
    ) -> Answer:
        language = understood.language
        rows = [(cells, tuple(cited.numbers(sentences))) for entry in entries for cells, sentences in entry.rows]
        numbers = tuple(dict.fromkeys(n for _, own in rows for n in own))
        claims = [Claim(first, numbers, "computed")]
        each = [tuple(cited.numbers(s for _, own in entry.rows for s in own)) for entry in entries]
        claims += [Claim(name, own, "computed") for name, own in zip(names, each, strict=True)]
        keep = [i for i in range(len(_COLUMNS[kind])) if any(cells[i] for cells, _ in rows)]
        table = Table(
            tuple(self._wording.say(language, f"column_{_COLUMNS[kind][i]}") for i in keep),
            tuple(Row(tuple(cells[i] for i in keep), own) for cells, own in rows),
        )
        total, not_stated = measured
        answer = Answer(understood.question, language, "answered", text, tuple(claims), cited.citations())
        notices = (notice,) if notice else ()
        answer = replace(answer, table=table, coverage=Coverage(total, total, not_stated), notices=notices)
        return self._citer.with_context(answer)

    def _joined(self, language: Language, names: Sequence[str]) -> str:
        """Names as running text, the last after "and"."""
        *head, last = names
        comma = "; " if any("," in name for name in names) else ", "
        return f"{comma.join(head)} {self._wording.say(language, 'catalogue_and')} {last}" if head else last


def _named(entry: Entry, detailed: bool) -> str:
    return f"{entry.name} ({'; '.join(entry.details)})" if detailed and entry.details else entry.name


def _marked(names: Sequence[str], marks: Sequence[str]) -> list[str]:
    """Names with their markers; where all have the same, it stands once at the end."""
    if len(set(marks)) == 1:
        return [*names[:-1], f"{names[-1]} {marks[-1]}"]
    return [f"{name} {mark}" for name, mark in zip(names, marks, strict=True)]
