"""Whether a claim denies, allows or obliges as its quote does: negation and modality, by words (`polarity.toml`).

The words of the three languages stand in one list, so neither text's language need be known. What lies between words, such
as irony or a double negation, is left out.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

PolarityError = Literal["negation", "modality"]
_FILE = Path(__file__).parent / "polarity.toml"
PART = 0.6  # a claim of less than this share of its quote's letters tells a part of it
_CLAUSE = re.compile(r"[,;:–]\s|\s(?:but|men|mutta)\s")
_WORD = re.compile(r"\w{4,}|\d+")


@dataclass(frozen=True, slots=True)
class Polarity:
    """How often a text denies, allows and obliges; `excludes` may stand for a denial or none, `asks` for `must` or none."""

    denies: int
    excludes: int
    allows: int
    obliges: int
    asks: int


@lru_cache(maxsize=20_000)
def polarity_of(text: str) -> Polarity:
    """The polarity of a sentence in Finnish, Swedish or English."""
    lowered = re.sub(r"(?<=\w )May\b", "5", text).lower()
    return Polarity(**{kind: len(pattern.findall(lowered)) for kind, pattern in _patterns().items()})


def polarity_errors(claim: str, quotes: Sequence[str]) -> list[PolarityError]:
    """`negation` and `modality`, as far as the claim has them otherwise than its quotes."""
    said, told = polarity_of(claim), _sum(polarity_of(quote) for quote in quotes)
    core = _sum(polarity_of(_part_told(claim, quote)) for quote in quotes)
    errors: list[PolarityError] = []
    if said.denies > told.denies + told.excludes or core.denies > said.denies + said.excludes:
        errors.append("negation")
    stricter = said.obliges > told.obliges + told.asks
    looser = core.obliges + core.asks > said.obliges + said.asks and said.allows > core.allows
    if stricter or looser:
        errors.append("modality")
    return errors


def _part_told(claim: str, quote: str) -> str:
    """The clauses of a quote that a claim much shorter than it can be about: those that share a word or figure with it."""
    if len(claim) >= PART * len(quote):
        return quote
    words = set(_WORD.findall(claim.lower()))
    clauses = [clause for clause in _CLAUSE.split(quote) if words & set(_WORD.findall(clause.lower()))]
    return "; ".join(clauses) or quote


def _sum(polarities: Iterable[Polarity]) -> Polarity:
    each = [(p.denies, p.excludes, p.allows, p.obliges, p.asks) for p in polarities]
    return Polarity(*(sum(counts) for counts in zip(*each, strict=True)))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    kinds = ("denies", "excludes", "allows", "obliges", "asks")
    words = {kind: "|".join(word for language in table.values() for word in language[kind]) for kind in kinds}
    return {kind: re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w])") for kind, alternatives in words.items()}
