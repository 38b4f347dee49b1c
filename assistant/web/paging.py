"""Long lists a page at a time, and addresses that keep what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

Thing = TypeVar("Thing")
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Paged(Generic[Thing]):
    """A page of a list: its things, its number of how many, and how many things there are."""

    things: tuple[Thing, ...]
    number: int
    total: int
    count: int


def paged(things: Sequence[Thing], wanted: str, size: int) -> Paged[Thing]:
    """The wanted page (a number as written in an address), brought within bounds; the first for anything else."""
    total = max(-(-len(things) // size), 1)
    number = min(max(whole_number(wanted, _MOST_DIGITS) or 1, 1), total)
    return Paged(tuple(things[(number - 1) * size : number * size]), number, total, len(things))


def whole_number(written: str, digits: int) -> int | None:
    """A number of at most so many digits; None for anything else.

    >>> whole_number("12", 6), whole_number("-1", 6), whole_number("²", 6)
    (12, None, None)
    """
    return int(written) if written.isascii() and written.isdigit() and len(written) <= digits else None


def query_with(chosen: Mapping[str, str], **changes: object) -> str:
    """What stands after an address for the choices made, some changed; empty ones are left out.

    >>> query_with({"year": "2024", "page": "3"}, page="")
    '?year=2024'
    """
    kept = {name: str(value) for name, value in {**chosen, **changes}.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
