"""The record of an agreement, as its fact file has it; see `corpus/facts.py` for the records within."""

from dataclasses import dataclass

from corpus.facts import (
    Amount,
    Area,
    Call,
    City,
    Day,
    Fact,
    Funding,
    Gap,
    LanguageNotes,
    Names,
    Page,
    Party,
    Priority,
    Status,
)


@dataclass(frozen=True, slots=True)
class Flagship:
    """A notable undertaking of an agreement: a reference to a project, or a record of its own."""

    project: str | None = None
    id: str | None = None
    kind: str | None = None
    names: Names | None = None
    statement: str | None = None
    status: Status | None = None
    sources: tuple[Page, ...] = ()
    translation: LanguageNotes | None = None
    as_of: str | None = None
    as_of_note: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """The pages of an agreement."""

    agreement_listing: str | None
    agreement_text: str | None
    city_page: LanguageNotes
    other: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement between the State and a city or several. `possessives` are its short names as those of an owner."""

    id: str
    kind: str
    names: Names
    short_names: Names
    cities: tuple[City, ...]
    region: Area
    major_area: Area
    funding_authority: Funding
    other_authorities: tuple[Funding, ...]
    priorities: tuple[Priority, ...]
    parties: tuple[Party, ...]
    signed: Day
    valid_until: Day
    amounts: tuple[Amount, ...]
    calls: tuple[Call, ...]
    flagships: tuple[Flagship, ...]
    links: Links
    facts: tuple[Fact, ...]
    conflicts: tuple[str, ...]
    not_found: tuple[Gap, ...]
    translation: LanguageNotes | None = None
    priorities_note: str | None = None
    possessives: Names | None = None
