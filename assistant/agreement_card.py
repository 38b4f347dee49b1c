"""All that the texts tell of one agreement, thing by thing: what each is called and the quotes that tell it.

A cell that no sentence tells stays empty, and a thing without its needed cells is left out, as in answers
(`catalogue_told.py`); what was looked for and not found is told by the gaps' own sentences.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.catalogue_rows import Cell, Item, Rows
from assistant.catalogue_told import Filter, Telling
from assistant.citing import Citer
from assistant.evidence import Sentence
from assistant.records import Citation, Language
from assistant.wording import shown_date
from corpus import Agreement, Catalogue, Source, as_source

CallState = Literal["open", "closed", "coming", "unknown"]
_DAY = 10  # letters of an ISO day
_MOST = 4  # quotes for one thing
_SIGNED = "signed"
_PARTS = "priority"  # rows of a priority with its parts and themes


@dataclass(frozen=True, slots=True)
class Told:
    """One thing: its cells as they are shown, and the quotes that tell them. `state` says whether a call is open."""

    item: Item
    cells: tuple[str, ...]
    citations: tuple[Citation, ...]
    state: CallState = "unknown"

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called; of what is called after its agreement alone, the date."""
        return self.cells[-1:] if self.item.kind == _SIGNED else self.cells[:1]


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority with those of its parts and themes that are told."""

    names: tuple[str, ...]
    kind: str
    parts: tuple[str, ...]
    themes: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Names that the same quotes tell."""

    names: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement as it can be shown; calls and news are in order, the newest first."""

    agreement: Agreement
    name: str
    priorities: tuple[Priority, ...]
    cities: tuple[Group, ...]
    parties: tuple[Group, ...]
    funders: tuple[Group, ...]
    signed: Told | None
    valid_until: Told | None
    amounts: tuple[Told, ...]
    calls: tuple[Told, ...]
    projects: tuple[Told, ...]
    news: tuple[Told, ...]
    conflicts: tuple[Citation, ...]
    gaps: tuple[Citation, ...]
    pages: tuple[Source, ...]


def call_state(opens: str | None, closes: str | None, today: str) -> CallState:
    """Whether a call is open on an ISO day, by dates that may be a month or a year; `unknown` where they do not settle it.

    >>> call_state("2024-06-17", "2024-08-30", "2024-07-01"), call_state("2022-05", None, "2024-07-01")
    ('open', 'unknown')
    """
    if closes and closes < today[: len(closes)]:
        return "closed"
    if opens and opens > today[: len(opens)]:
        return "coming"
    return "open" if opens and closes and len(opens) == len(closes) == _DAY else "unknown"


class Cards:
    """Makes the cards of a catalogue in one language, from its `rows` and what finds their sentences."""

    def __init__(
        self, catalogue: Catalogue, rows: Rows, telling: Telling, citer: Citer, language: Language, today: date | None
    ) -> None:
        self._catalogue, self._rows, self._telling, self._citer, self._language = catalogue, rows, telling, citer, language
        self._today = (today or date.today()).isoformat()
        self._themes = {theme.id: theme.names.in_language(language) for theme in catalogue.themes}

    def card(self, agreement: Agreement) -> AgreementCard:
        """The card of an agreement."""
        told, until = self._told, agreement.valid_until
        end = Cell(shown_date(until.date, self._language), date=until.date, needed=True)
        calls = [self._with_state(call) for call in told(self._of(agreement, "calls"))]
        projects = (*self._of(agreement, "projects"), *self._undertakings(agreement))
        return AgreementCard(
            agreement=agreement,
            name=self._rows.name(agreement.id),
            priorities=self.priorities(agreement),
            cities=_grouped(told(self._of(agreement, "cities"))),
            parties=_grouped(told(self._of(agreement, "parties"))),
            funders=_grouped(told(self._of(agreement, "authorities"))),
            signed=next(iter(told(self._of(agreement, _SIGNED))), None),
            valid_until=next(iter(told([Item(_SIGNED, agreement.id, (until.id,), (end,))])), None),
            amounts=told(self._of(agreement, "amounts")),
            calls=tuple(sorted(calls, key=_latest, reverse=True)),
            projects=told(projects),
            news=tuple(sorted(told(self._of(agreement, "news")), key=_latest, reverse=True)),
            conflicts=self._quotes(agreement.conflicts),
            gaps=self._quotes(gap.id for gap in agreement.not_found),
            pages=_pages(agreement, self._language),
        )

    def priorities(self, agreement: Agreement, most: int = _MOST) -> tuple[Priority, ...]:
        """The priorities of an agreement, each with at most so many quotes."""
        found: list[Priority] = []
        for priority in agreement.priorities:
            parts = [Cell(part.names.in_language(self._language)) for part in priority.sub_areas]
            themes = [Cell(self._themes[t.theme], frozenset({t.theme})) for t in priority.themes]
            name = Cell(priority.names.in_language(self._language), needed=True)
            item = Item(_PARTS, priority.id, (priority.id,), (name, *parts, *themes))
            for told in self._told([item], most):
                shown = tuple(filter(None, told.cells[1 : len(parts) + 1])), tuple(filter(None, told.cells[len(parts) + 1 :]))
                found.append(Priority(told.names, priority.kind, *shown, told.citations))
        return tuple(found)

    def _of(self, agreement: Agreement, kind: str) -> list[Item]:
        return [item for item in self._rows.of[kind] if agreement.id in item.agreements]

    def _undertakings(self, agreement: Agreement) -> Iterator[Item]:
        """What stands in the agreement's own file beside the projects."""
        for one in agreement.flagships:
            if one.id and one.names:
                cell = Cell(one.names.in_language(self._language), frozenset({one.id}), needed=True)
                yield Item("projects", one.id, (one.id,), (cell, Cell(""), Cell(""), Cell("")))

    def _told(self, items: Iterable[Item], most: int = _MOST) -> tuple[Told, ...]:
        carried = [c for item in items if (c := self._telling.carry(item, Filter(), most))]
        return tuple(Told(c.item, c.cells, self._cited(c.sentences)) for c in carried)

    def _with_state(self, call: Told) -> Told:
        opens, closes = (cell.date if shown else None for cell, shown in zip(call.item.cells[1:3], call.cells[1:3], strict=True))
        return Told(call.item, call.cells, call.citations, call_state(opens, closes, self._today))

    def _quotes(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        """The sentence that tells each of some gaps or conflicts best, each once."""
        lines = [self._telling.lines(Item("quotes", id, (id,), ()))[:1] for id in ids]
        return self._cited(line.sentence for found in lines for line in found)

    def _cited(self, sentences: Iterable[Sentence]) -> tuple[Citation, ...]:
        made = [self._citer.cite(1, sentence, self._language) for sentence in sentences]
        return tuple({(c.document_id, c.start): c for c in made if c}.values())


def _grouped(told: Sequence[Told]) -> tuple[Group, ...]:
    """Things by the quotes that tell them, each name once."""
    names: dict[tuple[Citation, ...], dict[str, None]] = {}
    for one in told:
        names.setdefault(one.citations, {}).update(dict.fromkeys(one.names))
    return tuple(Group(tuple(own), citations) for citations, own in names.items())


def _latest(told: Told) -> str:
    return told.item.begins or ""


def _pages(agreement: Agreement, language: Language) -> tuple[Source, ...]:
    """The official pages of an agreement, each once, those in the language first."""
    links = agreement.links
    own = [(links.city_page.fi, "fi"), (links.city_page.sv, "sv"), (links.city_page.en, "en")]
    pages = [Source(url, code, None) for url, code in own if url] + [as_source(page) for page in links.other]
    unique: dict[str, Source] = {}
    for page in pages:
        unique.setdefault(page.url, page)
    return tuple(sorted(unique.values(), key=lambda page: page.language != language))
