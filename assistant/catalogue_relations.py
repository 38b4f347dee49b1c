"""Which rows answer a question of the catalogue, and which of them pass its filters.

An agreement is tied to what a question names by its funder, its parties, its priorities and projects, its calls or its
signing; a question of agreements or cities is answered from the rows of that tie.
"""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.catalogue_questions import EXTREMES, Asked
from assistant.catalogue_rows import Item

BY_NAME = -1  # a relation whose rows are named by their agreement, which is no cell of them
_DAY = 10  # letters of an ISO day
_TIMED = ("calls", "projects", "news", "signed")
_TOPICAL = ("priorities", "ties", "projects", "calls", "news", "lead_themes")
_PAID = ("authorities", "calls", "projects", "amounts")
_PLAIN = ("authorities", "calls", "projects", "themes", "lead_themes", "amounts", "parties")
_GROUPS = frozenset(("agreements", "cities"))


@dataclass(frozen=True, slots=True)
class Relation:
    """Which rows answer a question: their kinds, the cell that is named, and what is counted."""

    kinds: tuple[str, ...]
    named: int
    counted: str
    by_agreement: bool = False

    def key(self, item: Item) -> str:
        """What a row is counted by."""
        return next(iter(sorted(item.agreements)), item.key) if self.by_agreement else item.key


def relation_of(asked: Asked, funders: Collection[str | None]) -> Relation | None:
    """The relation; None where the catalogue has none of the kind, or the question is too bare or asks for more than one."""
    if asked.kind in _GROUPS:
        relation = _of_agreements(asked, funders)
    elif asked.beside - _GROUPS or not _is_enough(asked):
        return None
    elif asked.kind == "priorities":
        relation = Relation(("priorities",), 1, "priorities")
    elif asked.kind == "news":
        relation = Relation(("news",), 1, "news")
    else:
        relation = Relation((asked.kind,), 0, asked.kind) if asked.kind in _PLAIN else None
    return relation if relation and _can_filter(asked, relation) else None


def _is_enough(asked: Asked) -> bool:
    """Whether a list of the kind is worth its rows: the priorities of one agreement are better told by its own sentence."""
    if asked.kind == "priorities":
        return len(asked.agreements) != 1 or bool(asked.topics or asked.themes)
    if asked.kind == "amounts":
        return bool(asked.agreements) or asked.operation in ("largest", "smallest")
    return asked.kind != "parties" or bool(asked.agreements)


def _of_agreements(asked: Asked, funders: Collection[str | None]) -> Relation | None:
    """What ties agreements to what the question names; without any, their cities."""
    beside = asked.beside - _GROUPS
    if asked.bodies:
        funds = any(id in funders for id in asked.bodies) and ("funds" in asked.words or asked.kind == "cities")
        return Relation(("authorities",) if funds else ("parties",), 1, "agreements", True)
    if beside:
        ties = {"calls": (("calls",), BY_NAME), "projects": (("ties",), 0), "priorities": (("priorities",), 0)}
        found = ties.get(next(iter(beside))) if len(beside) == 1 and asked.operation not in EXTREMES else None
        return Relation(*found, "agreements", True) if found else None
    if asked.topics or asked.themes:
        kinds = ("priorities",) if asked.themes or "focus" in asked.words else ("priorities", "ties")
        return Relation(kinds, 0, "agreements", True)
    if asked.kind == "agreements" and ("signed" in asked.words or asked.operation in EXTREMES):
        return Relation(("signed",), 0, "agreements", True)
    if asked.operation in EXTREMES or (asked.kind == "agreements" and asked.operation == "list" and len(asked.agreements) == 1):
        return None  # of one agreement there is nothing to list
    return Relation(("cities",), 1, "agreements", True) if asked.kind == "agreements" else Relation(("cities",), 0, "cities")


def _can_filter(asked: Asked, relation: Relation) -> bool:
    """Whether the rows hold what the question filters by."""
    kind = relation.kinds[0]
    if asked.topics and kind not in _TOPICAL:
        return False
    if "open" in asked.words and not asked.years and kind not in ("calls", "projects"):
        return False
    if (asked.years and kind not in _TIMED) or ("signed" in asked.words and kind != "signed"):
        return False
    if "funds" in asked.words and not asked.bodies and kind not in _PAID:
        return False
    return "focus" not in asked.words or "priorities" in relation.kinds


def fits(item: Item, asked: Asked, today: str) -> bool:
    """Whether a row passes the question's filters; `today` is ISO."""
    for wanted, own in ((asked.agreements, item.agreements), (asked.bodies, item.bodies), (asked.themes, item.themes)):
        if wanted and not own & set(wanted):
            return False
    if asked.months and not any(time and time[:7] in asked.months for time in (item.begins, item.ends)):
        return False
    if asked.years and not any(_runs_in(item, year) for year in asked.years):
        return False
    first, last = item.begins or "", item.ends or ""
    if "open" in asked.words and not asked.years:
        return len(first) == len(last) == _DAY and first <= today <= last
    return item.kind != "news" or (bool(first) and first <= today)


def _runs_in(item: Item, year: int) -> bool:
    first, last = (item.begins or item.ends or "")[:4], (item.ends or item.begins or "")[:4]
    return bool(first) and first <= str(year) <= last
