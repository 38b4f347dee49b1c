"""What the assistant needs to know of a programme beside its texts and facts: `programme.yaml` in the folder of documents.

Nothing in the code names a programme; a folder without this file gets plain wording.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

import msgspec
import yaml

from corpus.catalogue import Catalogue
from corpus.errors import CatalogueError
from corpus.facts import Names
from corpus.names import Name

_BRACKETS = re.compile(r"(.+?) \((.+)\)")
_DASHED = re.compile(r"(.+?) [-–] .+")
_ABBREVIATION = re.compile(r"\w*[A-ZÅÄÖ]\w*[A-ZÅÄÖ]\w*")


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """Whom to ask when the sources do not say."""

    name: Names
    url: Names


@dataclass(frozen=True, slots=True)
class Service:
    """Who keeps the assistant, and who watches over it. What is not told here, the pages about the service leave out."""

    operator: Names | None = None
    feedback: ContactPoint | None = None  # an office or a form that hears of errors, barriers and wishes to remove; no person
    assessed: date | None = None  # the day on which it was assessed how accessible the service is
    accessibility_law: Names | None = None  # as it stands after "under" in a sentence
    accessibility_authority: ContactPoint | None = None
    answer_days: int = 0  # within which feedback on accessibility must be answered
    data_protection_authority: ContactPoint | None = None


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions to start with, in each language."""

    fi: tuple[str, ...] = ()
    sv: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def in_language(self, language: str) -> tuple[str, ...]:
        """The questions in a language."""
        return {"fi": self.fi, "sv": self.sv}.get(language, self.en)


@dataclass(frozen=True, slots=True)
class Alias:
    """Further ways to write an entity."""

    entity: str
    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme that a folder of documents is about."""

    name: Names | None = None
    description: Names | None = None
    contact: ContactPoint | None = None
    examples: Examples = Examples()
    choices: dict[str, Examples] = field(default_factory=dict)
    aliases: tuple[Alias, ...] = ()
    hosts: tuple[str, ...] = ()
    service: Service = Service()

    def choices_for(self, wanted: Iterable[str], language: str) -> tuple[str, ...]:
        """What a question that asks for such a value without saying of what may mean, as whole questions."""
        found = next((self.choices[kind] for kind in wanted if kind in self.choices), self.examples)
        return found.in_language(language)[:4]


def load_programme(root: Path) -> Programme:
    """The programme of a folder. Raises `CatalogueError` when its file is not as it should be."""
    path = root / "programme.yaml"
    if not path.is_file():
        return Programme()
    known, kept = [f.name for f in fields(Programme)], [f.name for f in fields(Service)]
    hint = f"mend the file; its keys are {', '.join(known)}; those of service are {', '.join(kept)}"
    try:
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        programme = msgspec.convert(plain, Programme)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError) as error:
        raise CatalogueError(f"'programme.yaml': {' '.join(str(error).split())}", hint) from error
    unknown = [key for key in plain if key not in known]
    unknown += [f"service.{key}" for key in plain.get("service", ()) if key not in kept]
    if unknown:
        raise CatalogueError(f"'programme.yaml': unknown key {unknown[0]!r}", hint)
    return programme


def entity_names(catalogue: Catalogue, programme: Programme) -> Iterator[Name]:
    """Every way to write every entity. Cities and regions come with their agreement, so a city names its agreement too."""
    for agreement in catalogue.agreements:
        yield from _names(agreement.id, "agreement", agreement.short_names)
        yield from _names(agreement.id, "agreement", agreement.names)
        for area in (agreement.region, agreement.major_area):
            yield from _names(agreement.id, "region", area.names)
        for city in agreement.cities:
            yield from _names(city.id, "city", city.names)
        for flagship in agreement.flagships:
            if flagship.id and flagship.names:
                yield from _names(flagship.id, "flagship", flagship.names)
    for kind, records in (
        ("authority", catalogue.authorities),
        ("organisation", catalogue.organisations),
        ("theme", catalogue.themes),
        ("lead_theme", catalogue.lead_themes),
        ("project", catalogue.projects),
        ("term", catalogue.terms),
    ):
        for record in records:
            yield from _names(record.id, kind, record.names)
            for variant in getattr(record, "name_variants", ()):
                yield Name(record.id, kind, variant.text, variant.language)
            yield from _abbreviations(record, kind)
    for alias in programme.aliases:
        for text in alias.texts:
            yield Name(alias.entity, alias.kind, text, "")


def _names(id: str, kind: str, names: Names) -> Iterator[Name]:
    for language in ("fi", "sv", "en"):
        for text in _ways_to_write(names.in_language(language)):
            yield Name(id, kind, text, language)


def _ways_to_write(name: str) -> Iterator[str]:
    """The name, and when it ends in brackets also without them and, if they hold an abbreviation, that alone.

    Of a name that begins with an abbreviation and a dash, the abbreviation too.

    >>> list(_ways_to_write("Terveyden ja hyvinvoinnin laitos (THL)"))[1:]
    ['Terveyden ja hyvinvoinnin laitos', 'THL']
    >>> list(_ways_to_write("WInEco - Water Innovation Ecosystem"))[1:]
    ['WInEco']
    """
    yield name
    if (parts := _DASHED.fullmatch(name)) and _ABBREVIATION.fullmatch(parts[1]):
        yield parts[1]
    if parts := _BRACKETS.fullmatch(name):
        yield parts[1]
        if _ABBREVIATION.fullmatch(parts[2]):
            yield parts[2]


def _abbreviations(record: object, kind: str) -> Iterator[Name]:
    notes = getattr(record, "abbreviations", None)
    for language in ("fi", "sv", "en"):
        text = getattr(notes, language, None) if notes else None
        if text:
            yield Name(getattr(record, "id", ""), kind, text, language)
