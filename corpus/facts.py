"""The typed facts of a programme, as they stand in the YAML files of the catalogue.

Each record that states something has sources, a date (`as_of`, ISO, or None) and a status: `confirmed`, `derived` (our
reading), `superseded`, `conflict`, `planned`, or `not_found` (a gap: looked for, not in the sources). Money is in euros.
Field names are the keys of the files; an unknown key is an error.
"""

from dataclasses import dataclass
from typing import Literal

from corpus.records import Source

Status = Literal["confirmed", "derived", "superseded", "conflict", "planned", "not_found"]


@dataclass(frozen=True, slots=True)
class Names:
    """A name in the three languages."""

    fi: str
    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in a language; English for any other."""
        return {"fi": self.fi, "sv": self.sv}.get(language, self.en)


@dataclass(frozen=True, slots=True)
class LanguageNotes:
    """A remark on each language's name, such as who translated it."""

    fi: str | None = None
    sv: str | None = None
    en: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page named by a record; `origin` and `what` say how it was found and what it holds."""

    url: str
    language: str
    as_of: str | None = None
    origin: str | None = None
    what: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another form of a name, found in the sources."""

    language: str
    text: str
    note: str | None = None
    sources: tuple[Page, ...] = ()
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, with its figure repeated for programs."""

    id: str
    statement: str
    status: Status
    sources: tuple[Page, ...]
    as_of: str | None = None
    as_of_note: str | None = None
    value: int | float | str | None = None
    unit: str | None = None
    qualifier: str | None = None
    topic: str | None = None
    order: int | None = None
    note: str | None = None
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was looked for and is not in the sources."""

    id: str
    what: str
    status: Status
    as_of_note: str | None = None


@dataclass(frozen=True, slots=True)
class City:
    """A city or municipality; the point is a rounded centre, for maps only."""

    id: str
    type: str
    names: Names
    lat: float
    lon: float
    status: Status
    sources: tuple[Page, ...]
    basis: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A region or a major area."""

    names: Names
    area: str | None = None
    sources: tuple[Page, ...] = ()
    status: Status = "confirmed"
    translation: LanguageNotes | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """Which authority funds which agreement, and from what money; one of the two is given by the record around it."""

    money: str
    status: Status
    sources: tuple[Page, ...]
    authority: str | None = None
    agreement: str | None = None
    as_of: str | None = None
    note: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class SubArea:
    """A part of a priority."""

    names: Names
    translation: LanguageNotes | None = None


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A tie to a programme theme, and what it rests on."""

    theme: str
    basis: str


@dataclass(frozen=True, slots=True)
class Priority:
    """What an agreement concentrates on; `cross_cutting` ones are not counted."""

    id: str
    kind: Literal["priority", "action_set", "cross_cutting"]
    names: Names
    status: Status
    sources: tuple[Page, ...]
    themes: tuple[ThemeLink, ...] = ()
    sub_areas: tuple[SubArea, ...] = ()
    sub_area_sources: tuple[Page, ...] = ()
    name_variants: tuple[Variant, ...] = ()
    translation: LanguageNotes | None = None
    as_of: str | None = None
    conflict: str | None = None
    themes_note: str | None = None
    note: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation's part in an agreement."""

    id: str
    organisation: str
    role: str
    status: Status
    sources: tuple[Page, ...]
    as_of: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A dated event of an agreement: signing, end of validity."""

    id: str
    date: str
    date_precision: str
    status: Status
    sources: tuple[Page, ...]
    note: str | None = None
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money: what for, over what time (`per`), and how exact."""

    id: str
    what: str
    value: int | float
    unit: str
    qualifier: str
    per: str
    status: Status
    sources: tuple[Page, ...]
    as_of: str | None = None
    as_of_note: str | None = None
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A value with its unit."""

    value: int | float
    unit: str
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call for applications, of one agreement or (agreement None) national."""

    id: str
    names: Names
    statement: str
    status: Status
    sources: tuple[Page, ...]
    fund: str
    funder: str | None = None
    agreement: str | None = None
    opens: str | None = None
    closes: str | None = None
    amount: Sum | None = None
    objectives: tuple[str, ...] = ()
    support_rate_max_percent: int | float | None = None
    max_years: int | float | None = None
    translation: LanguageNotes | None = None
    as_of: str | None = None
    as_of_note: str | None = None
    opens_note: str | None = None
    closes_note: str | None = None
    conflict: str | None = None


def as_source(page: Page) -> Source:
    """The page as the pointer that answers show."""
    return Source(page.url, page.language, page.as_of)
