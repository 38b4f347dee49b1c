"""The records of the programme-wide fact files; see `corpus/facts.py` for the common ones."""

from dataclasses import dataclass

from corpus.facts import Area, Call, Fact, Funding, Gap, LanguageNotes, Names, Page, Status, ThemeLink, Variant
from corpus.projects import Project


@dataclass(frozen=True, slots=True)
class Authority:
    """A ministry, regional council, state authority or agency."""

    id: str
    type: str
    names: Names
    role: str
    funds_agreements: tuple[Funding, ...]
    website: str | None
    status: Status
    sources: tuple[Page, ...]
    region: Area | None = None
    translation: LanguageNotes | None = None
    website_basis: str | None = None
    name_variants: tuple[Variant, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """Any other organisation that a fact names."""

    id: str
    names: Names
    translation: LanguageNotes | None = None


@dataclass(frozen=True, slots=True)
class PriorityLink:
    """A priority that belongs to a theme by our reading."""

    agreement: str
    priority: str
    basis: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the programme."""

    id: str
    names: Names
    description: str
    goal: str
    status: Status
    sources: tuple[Page, ...]
    name_variants: tuple[Variant, ...] = ()
    priorities: tuple[PriorityLink, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadTheme:
    """A theme that one city leads for several, with its project."""

    id: str
    names: Names
    round: int | None
    project: str | None
    lead_agreement: str | None
    agreements: tuple[str, ...]
    status: Status
    sources: tuple[Page, ...]
    as_of: str | None = None
    as_of_note: str | None = None
    translation: LanguageNotes | None = None
    name_variants: tuple[Variant, ...] = ()
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class CityNetwork:
    """A network that a city takes part in or leads."""

    id: str
    organisation_or_name: str
    agreement: str | None
    field: str
    type: str
    status: Status
    sources: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Networks:
    """What is known of the networks."""

    names: Names
    facts: tuple[Fact, ...]
    city_networks: tuple[CityNetwork, ...]
    not_found: tuple[Gap, ...]
    name_variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class NewsItem:
    """Something dated that happened; `date_basis` says whether the date is printed or concluded."""

    id: str
    title: str
    date: str | None
    date_end: str | None
    date_precision: str | None
    date_basis: str | None
    date_kind: str | None
    type: str
    places: tuple[str, ...]
    agreements: tuple[str, ...]
    themes: tuple[ThemeLink, ...]
    projects: tuple[str, ...]
    calls: tuple[str, ...]
    facts: tuple[str, ...]
    language: str
    status: Status
    sources: tuple[Page, ...]
    as_of: str | None = None
    conflict: str | None = None
    date_note: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term in three languages with its definition; `basis` says where each language's term is from."""

    id: str
    names: Names
    basis: Names
    definition: str
    status: Status
    sources: tuple[Page, ...]
    name_variants: tuple[Variant, ...] = ()
    abbreviations: LanguageNotes | None = None
    see_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a conflict; `shown` is the value as people are told it."""

    label: str
    value: str
    sources: tuple[Page, ...]
    shown: Names | None = None
    as_of: str | None = None
    as_of_note: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that disagree: both values, which is newer or more authoritative, and how to tell it.

    `shown` is the topic as people are told it.
    """

    id: str
    topic: str
    kind: str
    agreements: tuple[str, ...]
    values: tuple[Value, ...]
    newer: str
    authoritative: str
    reason: str
    use: str
    status: Status
    shown: Names | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that people ask, and the facts that answer it."""

    id: str
    question: Names
    answered: bool | str
    answered_by: tuple[str, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Ways in which people ask, in each language, for what some facts tell; of a gap, for what the sources do not tell.

    Where they are `suggested`, the first of each language may be shown to people as a question to ask next.
    """

    answered_by: tuple[str, ...]
    fi: tuple[str, ...]
    sv: tuple[str, ...]
    en: tuple[str, ...]
    suggested: bool = False

    @property
    def in_each(self) -> tuple[tuple[str, ...], ...]:
        """The questions language by language."""
        return self.fi, self.sv, self.en


@dataclass(frozen=True, slots=True)
class NamedPages:
    """A name of the programme with the pages that use it."""

    names: Names
    sources: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A web address of the programme."""

    url: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeNames:
    """What the programme and its instruments are called."""

    long: NamedPages
    short: NamedPages
    agreement_term: NamedPages | None = None
    eu_programme: NamedPages | None = None
    variants: tuple[Variant, ...] = ()
    web_addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class FactFile:
    """What a programme-wide fact file may hold."""

    names: ProgrammeNames | None = None
    facts: tuple[Fact, ...] = ()
    authorities: tuple[Authority, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    themes: tuple[Theme, ...] = ()
    theme_facts: tuple[Fact, ...] = ()
    lead_theme_names: Names | None = None
    lead_themes: tuple[LeadTheme, ...] = ()
    lead_theme_facts: tuple[Fact, ...] = ()
    networks: Networks | None = None
    steps: tuple[Fact, ...] = ()
    calls: tuple[Call, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: tuple[Asked, ...] = ()
    terms: tuple[Term, ...] = ()
    items: tuple[NewsItem, ...] = ()
    projects: tuple[Project, ...] = ()
    conflicts: tuple[Conflict | str, ...] = ()
    not_found: tuple[Gap, ...] = ()
