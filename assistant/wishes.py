"""The kinds of value that a question asks for, by the words that show it; the words are in `questions.toml`."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

Wanted = Literal[
    "amount",
    "rate",
    "date",
    "count",
    "cities",
    "who",
    "definition",
    "requirement",
    "procedure",
    "yes_no",
    "latest",
    "often",
    "other",
]

_FIGURED: tuple[Wanted, ...] = ("amount", "rate", "count", "date")
_FILE = Path(__file__).parent / "questions.toml"


@lru_cache(maxsize=1)
def _patterns() -> dict[Wanted, re.Pattern[str]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {cast(Wanted, name): re.compile("|".join(group.values()), re.IGNORECASE) for name, group in groups.items()}


def wanted_in(text: str) -> tuple[Wanted, ...]:
    """The kinds of value that a question asks for."""
    return tuple(wanted for wanted, pattern in _patterns().items() if pattern.search(text)) or ("other",)


def counted_in(text: str) -> str:
    """What follows the words that ask for a count; empty when no count is asked for.

    >>> counted_in("How many jobs were made?")
    ' jobs were made?'
    """
    found = _patterns()["count"].search(text)
    return text[found.end() :] if found else ""


def wishes_of(text: str) -> str:
    """The words of a question that show which sum, rate, number or day it asks for.

    >>> wishes_of("How much money was in the second call?")
    'How much'
    """
    return " ".join(found.group() for kind in _FIGURED for found in _patterns()[kind].finditer(text))


def without_wishes(text: str) -> str:
    """A question without the words that show what kind of value it asks for.

    >>> without_wishes("When was the second call open?")
    'was the second call open?'
    """
    for pattern in _patterns().values():
        text = pattern.sub(" ", text)
    return " ".join(text.split())
