"""The record of a project, as its fact file has it."""

from dataclasses import dataclass
from typing import Literal

from corpus.facts import LanguageNotes, Names, Page, Status, Sum, ThemeLink, Variant


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads a project."""

    organisation: str
    status: Status


@dataclass(frozen=True, slots=True)
class Budget:
    """The sums of a project that the sources give, in euros, or in words where they say "nearly"."""

    unit: str
    total: int | float | None = None
    erdf: int | float | None = None
    total_basis: str | None = None
    city: int | float | None = None
    municipal: int | float | None = None
    other_public: int | float | None = None
    eu_and_state: int | float | None = None
    eu_support: int | float | None = None
    erdf_applied: int | float | None = None
    support: int | float | str | None = None
    support_ceiling_in_call: int | float | None = None
    helsinki_part: int | float | None = None
    helsinki_part_eu: int | float | None = None
    helsinki_support: int | float | None = None
    helsinki_own: int | float | None = None
    helsinki_2022: int | float | None = None
    helsinki_2022_support: int | float | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """When a project runs."""

    start: str | None
    end: str | None
    status: Status
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project, assignment or platform, and how it is tied to the agreements."""

    id: str
    kind: str
    names: Names
    agreements: tuple[str, ...]
    cities: tuple[str, ...]
    themes: tuple[ThemeLink, ...]
    lead_organisation: Lead | None
    partners: tuple[str, ...]
    budget: Budget | None
    period: Period
    funders: tuple[str, ...]
    link_to_agreement: Literal["confirmed", "start_phase", "related", "outside"]
    summary: str
    status: Status
    sources: tuple[Page, ...]
    as_of: str | None = None
    as_of_note: str | None = None
    translation: LanguageNotes | None = None
    name_variants: tuple[Variant, ...] = ()
    result: Sum | None = None
    code: str | None = None
    conflict: str | None = None
