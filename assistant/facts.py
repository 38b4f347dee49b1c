"""What the catalogue knows of a fact id: its status, date, official pages and conflict. And whom to ask about an agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.records import Contact, Language, OfficialSource
from corpus import Catalogue, Conflict, Programme, Source, as_source

MOST_SOURCES = 4
_DISAGREEMENTS = ("real", "time")  # kinds of conflict that leave two values standing


@dataclass(frozen=True, slots=True)
class FactInfo:
    """One fact, as far as an answer needs it."""

    status: str
    as_of: str | None
    sources: tuple[Source, ...]
    conflict: str | None


class FactBook:
    """Facts by id. An unknown id has no info; a folder without a catalogue has an empty book."""

    def __init__(self, catalogue: Catalogue, programme: Programme) -> None:
        self._infos = {record.id: _info(record) for record in catalogue.records()}
        self._programme = programme
        self._authorities = {a.id: a for a in catalogue.authorities}
        self._funders = {a.id: a.funding_authority.authority for a in catalogue.agreements}
        self._agreements: dict[str, tuple[str, ...]] = {}
        for agreement in catalogue.agreements:
            for id in (agreement.id, *(city.id for city in agreement.cities)):
                self._agreements[id] = (agreement.id,)
        for project in catalogue.projects:
            self._agreements[project.id] = project.agreements
        self._conflicts = {c.id: c for c in catalogue.conflicts if c.kind in _DISAGREEMENTS}
        self.wordings = frozenset(c.id for c in catalogue.conflicts if c.kind not in _DISAGREEMENTS)
        self.bodies = frozenset([a.id for a in catalogue.authorities] + [o.id for o in catalogue.organisations])
        self.gaps = tuple(g.gap.id for g in catalogue.gaps)
        self.superseded = frozenset(id for id, info in self._infos.items() if info.status == "superseded")

    def info(self, fact_id: str) -> FactInfo | None:
        """What is known of a fact."""
        return self._infos.get(fact_id)

    def agreements_of(self, entity_id: str) -> tuple[str, ...]:
        """The agreements that an entity belongs to."""
        return self._agreements.get(entity_id, ())

    def sources(self, fact_ids: tuple[str, ...], language: Language) -> tuple[OfficialSource, ...]:
        """The official pages behind facts, those in the language first, each once."""
        pages = [page for id in fact_ids if (info := self._infos.get(id)) for page in info.sources]
        pages.sort(key=lambda page: page.language != language)
        found = {page.url: OfficialSource(page.url, page.language, page.as_of) for page in reversed(pages)}
        return tuple(reversed(found.values()))[:MOST_SOURCES]

    def newest(self, fact_ids: tuple[str, ...]) -> str | None:
        """The latest date among facts."""
        return max((i.as_of for id in fact_ids if (i := self._infos.get(id)) and i.as_of), default=None)

    def status(self, fact_ids: tuple[str, ...]) -> str | None:
        """The status that a reader has to be told of, the weightiest first; None when all are confirmed or unknown."""
        statuses = {info.status for id in fact_ids if (info := self._infos.get(id))}
        return next((s for s in ("conflict", "superseded", "planned", "derived") if s in statuses), None)

    def conflicts_of(self, fact_ids: Sequence[str]) -> list[Conflict]:
        """The conflicts that leave several values standing and that these facts are, or are part of."""
        ids = (id for fact in fact_ids if (info := self._infos.get(fact)) for id in (fact, info.conflict))
        return [self._conflicts[id] for id in dict.fromkeys(ids) if id in self._conflicts]

    @property
    def disagreements(self) -> tuple[Conflict, ...]:
        """Every conflict that leaves several values standing."""
        return tuple(self._conflicts.values())

    def contact(self, agreements: tuple[str, ...], language: Language) -> Contact | None:
        """Whom to ask: the funding authority of the one agreement in question, else the programme's own contact."""
        if len(agreements) == 1 and (funder := self._authorities.get(self._funders.get(agreements[0]) or "")) and funder.website:
            return Contact(funder.names.in_language(language), funder.website)
        point = self._programme.contact
        return Contact(point.name.in_language(language), point.url.in_language(language)) if point else None


def _info(record: Any) -> FactInfo:
    pages = [*getattr(record, "sources", ())]
    if not pages and hasattr(record, "links"):
        pages = [*record.links.other, *record.region.sources]
    if not pages and hasattr(record, "values"):
        pages = [page for value in record.values for page in value.sources]
    as_of = getattr(record, "as_of", None)
    status = getattr(record, "status", None) or "confirmed"
    if isinstance(record, Conflict) and record.kind not in _DISAGREEMENTS:
        status = "confirmed"  # a slip, a rounding or another wording is told in the sentence; it is no disagreement
    return FactInfo(status, as_of, tuple(as_source(p) for p in pages), getattr(record, "conflict", None))
