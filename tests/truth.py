"""What the texts may say: figures, dates and names of the facts their sentences name. Used by test_content.py."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from assistant.figures import Figures, figures_in
from corpus import Document
from corpus.catalogue import Catalogue, load_catalogue
from corpus.loading import find_files, read_document

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_NAMES = re.compile(r"\b(?:EURA 2021|2021[-–]2027|\d{1,2}G|HyvoData|Foodteam 2\.0|Techteam 2\.0|6Aika)\b")
SMALL = 12  # counts up to this are told in words and counted by the reader


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load_catalogue(DOCUMENTS)


@lru_cache(maxsize=1)
def documents() -> tuple[Document, ...]:
    files, problems = find_files(DOCUMENTS)
    assert not problems
    return tuple(read_document(file) for file in files)


@lru_cache(maxsize=1)
def allowed_by_fact() -> dict[str, frozenset[str | float]]:
    return {record.id: frozenset(_values(msgspec.to_builtins(record))) for record in catalogue().records()}


def _values(plain: Any) -> Iterator[str | float]:
    if isinstance(plain, dict):
        for value in plain.values():
            yield from _values(value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from _values(value)
    elif isinstance(plain, bool) or plain is None:
        return
    elif isinstance(plain, int | float):
        yield float(plain)
    elif isinstance(plain, str) and not plain.startswith("http"):
        yield from _values_of_text(plain)


def _values_of_text(text: str) -> Iterator[str | float]:
    if _ISO.fullmatch(text):
        yield text
    yield from figures_in(text).all()
    for digits in _DIGITS.findall(text):
        yield float(digits.replace(",", "."))


def unproven(text: str, fact_ids: Iterable[str]) -> set[str | float]:
    """The figures of a text that none of the facts holds."""
    allowed = frozenset().union(*(allowed_by_fact().get(fact, frozenset()) for fact in fact_ids))
    dates = {value for value in allowed if isinstance(value, str)}
    numbers = {value for value in allowed if isinstance(value, float)} | {float(d[:4]) for d in dates if d[:4].isdigit()}
    told = figures_in(_NAMES.sub(" ", text))
    odd: set[str | float] = {d for d in told.dates if not _has_date(d, dates, numbers)}
    odd |= {n for n in told.money | told.rates if n not in numbers}
    return odd | {n for n in told.numbers if n > SMALL and n not in numbers and not _is_day_of(n, dates)}


def _has_date(date: str, known: set[str], years: set[float]) -> bool:
    """Whether a date, or a month, or a day without its year, is known; a known day may lack its year too."""
    if any(one.startswith(date) or (date.startswith("-") and one.endswith(date[1:])) for one in known):
        return True
    return date[:4].isdigit() and float(date[:4]) in years and f"-{date[4:]}" in known


def _is_day_of(number: float, known: set[str]) -> bool:
    """Whether a number is the day of a known date, as `17` in `17.–18.6.2024`."""
    return any(len(one) >= 5 and float(one[-2:]) == number for one in known if one[-2:].isdigit())


def marked_texts(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    for mark in document.marks:
        yield document.text[mark.span.start : mark.span.end], mark.fact_ids


def comparable(figures: Figures) -> set[str | float]:
    """The figures that must be the same in three languages: all but small counts, which may be words."""
    return {v for v in figures.all() if isinstance(v, str) or v > SMALL}


def masked(sentence: str, names: re.Pattern[str]) -> str:
    """A sentence with names and figures masked, to find sentences made from one mould."""
    return re.sub(r"\s+", " ", re.sub(r"[\d.,]*\d", "#", names.sub("@", sentence))).strip().lower()
