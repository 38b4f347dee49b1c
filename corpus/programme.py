"""What the assistant needs to know of a programme beside its texts and facts: `programme.yaml` in the folder of documents.

Nothing in the code names a programme; a folder without this file gets plain wording.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import yaml

from corpus.catalogue import Catalogue
from corpus.errors import CatalogueError
from corpus.facts import Names
from corpus.names import Name


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """Whom to ask when the sources do not say."""

    name: Names
    url: Names


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

    def choices_for(self, wanted: Iterable[str], language: str) -> tuple[str, ...]:
        """What a question that asks for such a value without saying of what may mean, as whole questions."""
        found = next((self.choices[kind] for kind in wanted if kind in self.choices), self.examples)
        return found.in_language(language)[:4]


def load_programme(root: Path) -> Programme:
    """The programme of a folder. Raises `CatalogueError` when its file is not as it should be."""
    path = root / "programme.yaml"
    if not path.is_file():
        return Programme()
    try:
        return msgspec.convert(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}, Programme)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise CatalogueError(f"'programme.yaml': {reason}", "mend the file; corpus/programme.py names its keys") from error


def entity_names(catalogue: Catalogue, programme: Programme) -> Iterator[Name]:
    """Every way to write every entity. Cities and regions come with their agreement, so a city names its agreement too."""
    for agreement in catalogue.agreements:
        yield from _names(agreement.id, "agreement", agreement.short_names)
        yield from _names(agreement.id, "agreement", agreement.names)
        yield from _names(agreement.id, "region", agreement.region.names)
        for city in agreement.cities:
            yield from _names(city.id, "city", city.names)
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
        yield Name(id, kind, names.in_language(language), language)


def _abbreviations(record: object, kind: str) -> Iterator[Name]:
    notes = getattr(record, "abbreviations", None)
    for language in ("fi", "sv", "en"):
        text = getattr(notes, language, None) if notes else None
        if text:
            yield Name(getattr(record, "id", ""), kind, text, language)
