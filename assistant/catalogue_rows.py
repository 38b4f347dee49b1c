"""The catalogue's records as rows: for each kind, what its cells say and what a sentence must tell to carry them.

Only names, dates and sums become cells, since the catalogue has these in every language; statements and roles are not
translated, so where more has to be said the cell is a sentence of the texts (`catalogue_told.py` finds the sentences).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.figures import figures_in
from assistant.records import Language
from assistant.wording import shown_amount, shown_date
from corpus import Agreement, Catalogue

_TIED = ("confirmed", "start_phase")  # how a project must be tied to an agreement to be called one of it
_HEDGES = ("about", "max", "over", "indicative", "estimate")
_NONE: frozenset[str] = frozenset()
_SHARE = 2  # a record of more than half of the agreements is about none of them


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and how to know that a sentence tells it: by its entity, its date, its sum, or else by its words.

    A `sentence` cell is filled with the words of the sentence that carries the row. Without a `needed` cell there is no row.
    """

    text: str
    ids: frozenset[str] = frozenset()
    date: str | None = None
    money: float | None = None
    needed: bool = False
    sentence: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A row before its sentences are known. `key` is what is counted: the same thing may have several rows."""

    kind: str
    key: str
    facts: tuple[str, ...]
    cells: tuple[Cell, ...]
    agreements: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    begins: str | None = None
    ends: str | None = None
    value: float | None = None
    planned: bool = False
    sort: str = ""


class Rows:
    """All rows of a catalogue in one language, made once."""

    def __init__(self, catalogue: Catalogue, language: Language, say: Callable[..., str]) -> None:
        self._catalogue, self._language, self._say = catalogue, language, say
        self._agreements = {agreement.id: agreement for agreement in catalogue.agreements}
        self._names = {authority.id: authority.names for authority in catalogue.authorities}
        self._names |= {organisation.id: organisation.names for organisation in catalogue.organisations}
        self._disputed = {c.id: figures_in(" ".join(v.value for v in c.values)).money for c in catalogue.conflicts}
        self._at = {city.names.en: a.id for a in catalogue.agreements for city in a.cities}
        makers: dict[str, Callable[[], Iterator[Item]]] = {
            "cities": self._cities,
            "priorities": self._priorities,
            "parties": self._parties,
            "signed": self._signed,
            "authorities": self._funders,
            "calls": self._calls,
            "projects": self._projects,
            "ties": self._ties,
            "themes": self._themes,
            "lead_themes": self._lead_themes,
            "amounts": self._amounts,
            "news": self._news,
        }
        self.of: dict[str, tuple[Item, ...]] = {kind: tuple(make()) for kind, make in makers.items()}

        self.facts = {kind: frozenset(f for item in items for f in item.facts) for kind, items in self.of.items()}
        self.bodies: dict[str, tuple[str, ...]] = {}
        for id in dict.fromkeys(item.key for item in self.of["parties"]):
            for word in re.findall(r"\w{3,}", self._names[id].in_language(language).lower()):
                self.bodies[word] = (*self.bodies.get(word, ()), id)

    def name(self, agreement_id: str) -> str:
        """The short name of an agreement."""
        return self._agreements[agreement_id].short_names.in_language(self._language)

    def places(self, agreement_ids: Iterable[str]) -> frozenset[str]:
        """The ids of agreements and of their cities."""
        agreements = [self._agreements[id] for id in agreement_ids]
        return frozenset(id for a in agreements for id in (a.id, *(city.id for city in a.cities)))

    def _agreement_cell(self, agreement: Agreement, needed: bool = True) -> Cell:
        return Cell(agreement.short_names.in_language(self._language), self.places([agreement.id]), needed=needed)

    def _cities(self) -> Iterator[Item]:
        for agreement in self._catalogue.agreements:
            for city in agreement.cities:
                cell = Cell(city.names.in_language(self._language), frozenset({city.id}), needed=True)
                cells = (cell, Cell(self.name(agreement.id), frozenset({agreement.id})))
                yield Item("cities", city.id, (city.id,), cells, frozenset({agreement.id}), sort=city.type)

    def _priorities(self) -> Iterator[Item]:
        for agreement in self._catalogue.agreements:
            for priority in agreement.priorities:
                if priority.kind != "cross_cutting":
                    name = Cell(priority.names.in_language(self._language), needed=True)
                    themes = frozenset(link.theme for link in priority.themes)
                    cells = (self._agreement_cell(agreement), name)
                    own, sort = frozenset({agreement.id}), priority.kind
                    yield Item("priorities", priority.id, (priority.id,), cells, own, _NONE, themes, sort=sort)

    def _parties(self) -> Iterator[Item]:
        for agreement in self._catalogue.agreements:
            for party in agreement.parties:
                name = self._names[party.organisation].in_language(self._language)
                cells = (Cell(name, frozenset({party.organisation}), needed=True), self._agreement_cell(agreement))
                bodies = frozenset({party.organisation})
                yield Item("parties", party.organisation, (party.id,), cells, frozenset({agreement.id}), bodies)

    def _signed(self) -> Iterator[Item]:
        for agreement in self._catalogue.agreements:
            day = agreement.signed
            cells = (self._agreement_cell(agreement), self._date(day.date, needed=True))
            yield Item("signed", agreement.id, (day.id,), cells, frozenset({agreement.id}), begins=day.date, ends=day.date)

    def _funders(self) -> Iterator[Item]:
        for agreement in self._catalogue.agreements:
            id = agreement.funding_authority.authority
            if id:
                cell = Cell(self._names[id].in_language(self._language), frozenset({id}), needed=True)
                cells = (cell, self._agreement_cell(agreement))
                yield Item("authorities", id, (agreement.id, id), cells, frozenset({agreement.id}), frozenset({id}))

    def _calls(self) -> Iterator[Item]:
        for call in self._catalogue.calls:
            agreement = self._agreements.get(call.agreement or "")
            own = self._agreement_cell(agreement).ids if agreement else frozenset()
            money = call.amount.value if call.amount else None
            cells = (
                Cell(call.names.in_language(self._language), own, needed=True),
                self._date(call.opens),
                self._date(call.closes),
                self._money(money, call.amount.qualifier if call.amount else None, call.conflict),
            )
            bodies = frozenset({call.funder} if call.funder else ())
            agreements = frozenset({call.agreement} if call.agreement else ())
            times = (call.opens or call.closes, call.closes)
            yield Item("calls", call.id, (call.id,), cells, agreements, bodies, _NONE, *times, money, call.status == "planned")

    def _projects(self) -> Iterator[Item]:
        for project in self._catalogue.projects:
            total = project.budget.total if project.budget else None
            period = project.period
            cells = (
                Cell(project.names.in_language(self._language), frozenset({project.id}), needed=True),
                self._date(period.start),
                self._date(period.end),
                self._money(total, None),
            )
            bodies = frozenset({*project.funders, *project.partners})
            bodies |= {project.lead_organisation.organisation} if project.lead_organisation else set()
            themes = frozenset(link.theme for link in project.themes)
            agreements = frozenset(project.agreements if project.link_to_agreement in _TIED else ())
            times = (period.start, period.end)
            planned = project.status == "planned"
            yield Item("projects", project.id, (project.id,), cells, agreements, bodies, themes, *times, total, planned)

    def _ties(self) -> Iterator[Item]:
        for project in self._catalogue.projects:
            themes = frozenset(link.theme for link in project.themes)
            for id in project.agreements if project.link_to_agreement in _TIED else ():
                name = Cell(project.names.in_language(self._language), frozenset({project.id}), needed=True)
                cells = (self._agreement_cell(self._agreements[id]), name)
                yield Item("ties", project.id, (project.id,), cells, frozenset({id}), _NONE, themes)

    def _themes(self) -> Iterator[Item]:
        for theme in self._catalogue.themes:
            cells = (Cell(theme.names.in_language(self._language), frozenset({theme.id}), needed=True),)
            yield Item("themes", theme.id, (theme.id,), cells, themes=frozenset({theme.id}))

    def _lead_themes(self) -> Iterator[Item]:
        for theme in self._catalogue.lead_themes:
            ids = frozenset({theme.id, theme.project or theme.id})
            leader = self._agreements.get(theme.lead_agreement or "")
            cells = (
                Cell(theme.names.in_language(self._language), ids, needed=True),
                self._agreement_cell(leader, needed=False) if leader else Cell(""),
            )
            yield Item("lead_themes", theme.id, tuple(sorted(ids)), cells, frozenset(theme.agreements))

    def _amounts(self) -> Iterator[Item]:
        for agreement in self._catalogue.agreements:
            for amount in agreement.amounts:
                cells = (
                    self._agreement_cell(agreement),
                    Cell("", needed=True, sentence=True),
                    self._money(amount.value, amount.qualifier, needed=True),
                )
                yield Item("amounts", amount.id, (amount.id,), cells, frozenset({agreement.id}), value=amount.value)

    def _news(self) -> Iterator[Item]:
        many = len(self._agreements) / _SHARE
        for news in self._catalogue.news:
            agreements = frozenset(news.agreements if len(news.agreements) <= many else ())
            agreements |= {self._at[place] for place in news.places if place in self._at}
            cells = (self._date(news.date), Cell("", needed=True, sentence=True))
            themes = frozenset(link.theme for link in news.themes)
            times = (news.date, news.date_end or news.date)
            yield Item("news", news.id, (news.id,), cells, agreements, _NONE, themes, *times)

    def _date(self, date: str | None, needed: bool = False) -> Cell:
        return Cell(shown_date(date, self._language), date=date, needed=needed) if date else Cell("")

    def _money(self, value: float | None, qualifier: str | None, conflict: str | None = None, needed: bool = False) -> Cell:
        if value is None:
            return Cell("")
        amount = shown_amount(value, self._language)
        if qualifier in _HEDGES:
            amount = self._say(self._language, f"amount_{qualifier}", amount=amount)
        if value in self._disputed.get(conflict or "", ()):
            amount = self._say(self._language, "amount_disputed", amount=amount)
        return Cell(amount, money=float(value), needed=needed)
