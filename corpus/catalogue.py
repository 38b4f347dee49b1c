"""Load the catalogue: the YAML files under `facts/`, as typed records, checked.

Three passes: YAML to plain values (remembering lines), plain values to records (an unknown key or a wrong type is an error
with file and line), and references (every id named must exist). A folder without `facts/` has an empty catalogue.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from corpus.agreements import Agreement
from corpus.errors import CatalogueError
from corpus.fact_files import (
    Asked,
    Authority,
    CityNetwork,
    Conflict,
    FactFile,
    LeadTheme,
    NewsItem,
    Organisation,
    ProgrammeNames,
    Question,
    Term,
    Theme,
)
from corpus.facts import Call, Fact, Gap
from corpus.projects import Project

# Keys whose text, or list of texts, names other records.
REFERENCES = frozenset(
    (
        "agreement agreements authority organisation theme project projects cities calls conflict conflicts funder funders "
        "lead_agreement priority partners answered_by"
    ).split()
)


@dataclass(frozen=True, slots=True)
class AreaGap:
    """A gap with the place it belongs to: the agreement, or None, and the name of the fact file."""

    gap: Gap
    agreement: str | None
    file: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All facts of a programme. Empty when a folder has none."""

    agreements: tuple[Agreement, ...] = ()
    authorities: tuple[Authority, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    themes: tuple[Theme, ...] = ()
    lead_themes: tuple[LeadTheme, ...] = ()
    networks: tuple[CityNetwork, ...] = ()
    projects: tuple[Project, ...] = ()
    news: tuple[NewsItem, ...] = ()
    terms: tuple[Term, ...] = ()
    calls: tuple[Call, ...] = ()
    steps: tuple[Fact, ...] = ()
    facts: tuple[Fact, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: tuple[Asked, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[AreaGap, ...] = ()
    names: ProgrammeNames | None = None

    def records(self) -> Iterator[Any]:
        """Every record that has an id, nested ones too, each once."""
        seen: set[str] = set()
        for field in dataclasses.fields(self):
            for record in _records_in(getattr(self, field.name)):
                if record.id not in seen:
                    seen.add(record.id)
                    yield record

    def encode(self) -> bytes:
        """The catalogue as it is kept beside the index; the ways of asking are kept with their vectors instead."""
        return msgspec.json.encode(dataclasses.replace(self, asked=()))


def decode_catalogue(content: bytes | None) -> Catalogue:
    """What `Catalogue.encode` wrote, or an empty catalogue."""
    return _decoder().decode(content) if content else Catalogue()


@lru_cache(maxsize=1)
def _decoder() -> "msgspec.json.Decoder[Catalogue]":
    return msgspec.json.Decoder(Catalogue)


def load_catalogue(root: Path) -> Catalogue:
    """The catalogue of a folder of documents. Raises `CatalogueError` naming the file and line."""
    folder = root / "facts"
    if not folder.is_dir():
        return Catalogue()
    reader = _Reader(folder)
    agreements = tuple(reader.read(path, Agreement) for path in sorted((folder / "agreements").glob("*.yaml")))
    paths = sorted((*folder.glob("*.yaml"), *(folder / "asked").glob("*.yaml")))
    files = {path.relative_to(folder).with_suffix("").as_posix(): reader.read(path, FactFile) for path in paths}
    reader.check_references()
    return _assemble(agreements, files)


def read_record(path: Path, root: Path, kind: type[Any]) -> Any:
    """Another file of a folder of documents as a record of the kind, checked in the same way."""
    return _Reader(root / "facts").read(path, kind)


def _assemble(agreements: tuple[Agreement, ...], files: dict[str, FactFile]) -> Catalogue:
    parts = list(files.values())
    networks = [part.networks for part in parts if part.networks]
    facts = [fact for part in parts for fact in (*part.facts, *part.theme_facts, *part.lead_theme_facts)]
    facts += [fact for network in networks for fact in network.facts]
    gaps = [AreaGap(gap, a.id, "agreements") for a in agreements for gap in a.not_found]
    gaps += [AreaGap(gap, None, stem) for stem, part in files.items() for gap in part.not_found]
    gaps += [AreaGap(gap, None, "networks") for network in networks for gap in network.not_found]
    return Catalogue(
        agreements=agreements,
        authorities=tuple(a for part in parts for a in part.authorities),
        organisations=tuple(o for part in parts for o in part.organisations),
        themes=tuple(t for part in parts for t in part.themes),
        lead_themes=tuple(t for part in parts for t in part.lead_themes),
        networks=tuple(n for network in networks for n in network.city_networks),
        projects=tuple(p for part in parts for p in part.projects),
        news=tuple(n for part in parts for n in part.items),
        terms=tuple(t for part in parts for t in part.terms),
        calls=(*(c for part in parts for c in part.calls), *(c for a in agreements for c in a.calls)),
        steps=tuple(s for part in parts for s in part.steps),
        facts=(*facts, *(f for a in agreements for f in a.facts)),
        questions=tuple(q for part in parts for q in part.questions),
        asked=tuple(a for part in parts for a in part.asked),
        conflicts=tuple(c for part in parts for c in part.conflicts if isinstance(c, Conflict)),
        gaps=tuple(gaps),
        names=next((part.names for part in parts if part.names), None),
    )


def read_records(root: Path, path: Path, kind: type[Any]) -> Any:
    """A YAML file of a folder as a record of the kind, checked as the files of facts are but for references."""
    return _Reader(root / "facts").read(path, kind)


class _Lines(yaml.CSafeLoader):
    """Plain values as YAML has them, remembering on which line each mapping began."""

    lines: typing.ClassVar[dict[int, int]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=True)
        self.lines[id(found)] = node.start_mark.line + 1
        return found


_Lines.add_constructor("tag:yaml.org,2002:map", _Lines.construct_mapping)


class _Reader:
    """Reads fact files and keeps what is needed to check references between them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ids: dict[str, str] = {}
        self._references: list[tuple[str, str, str]] = []  # id, key, where
        self._lines: dict[int, int] = {}
        self._kept: list[Any] = []
        self._hints: dict[type[Any], dict[str, Any]] = {}

    def read(self, path: Path, kind: type[Any]) -> Any:
        """One file as a record of the kind."""
        name = path.relative_to(self._folder.parent).as_posix()
        _Lines.lines = self._lines
        try:
            plain = yaml.load(path.read_text(encoding="utf-8"), Loader=_Lines) or {}
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f", line {mark.line + 1}" if mark else ""
            raise CatalogueError(f"{name}{line}: not YAML: {getattr(error, 'problem', error)}", "mend the file") from error
        self._kept.append(plain)
        self._check(plain, kind, name, 1)
        try:
            return msgspec.convert(plain, kind)
        except msgspec.ValidationError as error:
            where = f"{name}, line {self._line_of(plain, str(error))}"
            raise CatalogueError(f"{where}: {error}", "give the value the type that corpus/facts.py names") from error

    def _check(self, plain: Any, kind: Any, name: str, line: int) -> None:
        """Unknown and missing keys, with the line; and every id and reference on the way."""
        if isinstance(plain, list):
            inner = _item_kind(kind)
            for item in plain:
                self._check(item, inner, name, self._lines.get(id(item), line))
        if not isinstance(plain, dict) or (record := _record_kind(kind)) is None:
            return
        line = self._lines.get(id(plain), line)
        fields = {f.name: f for f in dataclasses.fields(record)}
        hints = self._hints.setdefault(record, {}) or self._hints_of(record)
        for key in plain:
            if key not in fields:
                hint = f"{record.__name__} knows: {', '.join(fields)}"
                raise CatalogueError(f"{name}, line {line}: unknown key {key!r}", hint)
        for key, field in fields.items():
            if key not in plain and field.default is field.default_factory is dataclasses.MISSING:
                raise CatalogueError(f"{name}, line {line}: {key!r} is missing", f"add it to this {record.__name__}")
        if isinstance(plain.get("id"), str):
            self._take_id(plain["id"], f"{name}, line {line}")
        for key, value in plain.items():
            if key in REFERENCES:
                ids = [value] if isinstance(value, str) else value if isinstance(value, list) else []
                self._references += [(i, key, f"{name}, line {line}") for i in ids if isinstance(i, str)]
            self._check(value, hints[key], name, line)

    def _line_of(self, plain: Any, message: str) -> int:
        """The line of the innermost mapping on the path that ends a message of msgspec, such as `$.items[3].title`."""
        line = 1
        for key, number in re.findall(r"\.(\w+)|\[(\d+)\]", message.rpartition("`$")[2]):
            plain = plain[key or int(number)]
            line = self._lines.get(id(plain), line) if isinstance(plain, dict) else line
        return line

    def _hints_of(self, record: type[Any]) -> dict[str, Any]:
        self._hints[record] = typing.get_type_hints(record)
        return self._hints[record]

    def _take_id(self, id: str, where: str) -> None:
        if id in self._ids:
            raise CatalogueError(f"{where}: the id {id!r} is taken already ({self._ids[id]})", "give it another id")
        self._ids[id] = where

    def check_references(self) -> None:
        """Raise `CatalogueError` for the first reference to an id that no file defines."""
        for id, key, where in self._references:
            if id not in self._ids:
                raise CatalogueError(f"{where}: {key!r} names {id!r}, which no file defines", "define it, or name another id")


def _record_kind(kind: Any) -> type[Any] | None:
    """The dataclass in a type such as `X | None`."""
    options = typing.get_args(kind) if typing.get_origin(kind) in (typing.Union, types.UnionType) else (kind,)
    return next((o for o in options if isinstance(o, type) and dataclasses.is_dataclass(o)), None)


def _item_kind(kind: Any) -> Any:
    """The type of the items of `tuple[X, ...]`, also within `… | None`."""
    options = typing.get_args(kind) if typing.get_origin(kind) in (typing.Union, types.UnionType) else (kind,)
    return next((typing.get_args(o)[0] for o in options if typing.get_origin(o) is tuple), None)


def _records_in(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _records_in(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        if getattr(value, "id", None):
            yield value
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if isinstance(inner, tuple) or dataclasses.is_dataclass(inner):
                yield from _records_in(inner)
