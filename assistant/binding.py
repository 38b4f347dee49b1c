"""Whose figure is it: a claim must tie each figure to the name or role that its quote ties it to.

Two rules. Where names and figures alternate (`Oulu 0.9 M, Kuopio 0.6 M`, or `60 % for Oulu and 40 % for Kuopio`), each figure
belongs to the name on its side, and claim and quote must agree. Where they do not, figures of one kind must come in the
quote's order unless the names have changed places with them: parallel sentences keep the order of a list.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from assistant.naming import NameBook, Named
from assistant.quantities import Quantity, quantities_in

Place = tuple[int, frozenset[str]]  # where a name stands, and the ids it may be met by
YEARS = (1900, 2100)


def owner_errors(claim: str, quotes: Sequence[str], names: NameBook) -> list[Quantity]:
    """The figures of a claim that a quote gives to another name."""
    return [figure for quote in quotes for figure in _misplaced(claim, quote, names)]


def _misplaced(claim: str, quote: str, names: NameBook) -> list[Quantity]:
    told_names, said_names = _places(names.names_in(quote), names), _places(names.names_in(claim), names)
    wrong: list[Quantity] = []
    for kind in ("money", "rate", "years", "months", "weeks", "days", "number", "date", "ordinal"):
        told, said = _of_kind(quote, kind), _of_kind(claim, kind)
        shared = [q for q in said if q.value in {t.value for t in told}]
        if len(told) < 2 or not shared:
            continue
        owners, claimed = _owners(told, told_names), _owners(said, said_names)
        if not claimed and len({q.value for q in said}) == 1:
            claimed = {said[0].value: frozenset().union(*(ids for _, ids in said_names))}
        bound = {q.value for q in shared if owners.get(q.value) and claimed.get(q.value)}
        wrong += [q for q in shared if q.value in bound and _other_owner(q.value, owners, claimed[q.value])]
        wrong += _out_of_order(shared, told, bound, said_names, told_names)
    return wrong


def _of_kind(text: str, kind: str) -> list[Quantity]:
    """The figures of a kind, those told twice left out: they may belong to two; years are no counts."""
    found = [q for q in quantities_in(text) if q.kind == kind and not q.loose]
    once = {value for value, times in Counter(q.value for q in found).items() if times == 1}
    return [q for q in found if q.value in once and (kind != "number" or not YEARS[0] <= float(q.value) <= YEARS[1])]


def _places(named: Iterable[Named], names: NameBook) -> list[Place]:
    """The names that can own a figure: all but common terms."""
    return [(n.span.start, names.group(n)) for n in named if n.kinds - {"term", "theme"}]


def _owners(figures: Sequence[Quantity], names: Sequence[Place]) -> dict[float | str, frozenset[str]]:
    """The ids that own each value, or nothing when names and figures do not alternate."""
    marks = sorted([(q.start, q, None) for q in figures] + [(at, None, ids) for at, ids in names], key=lambda m: m[0])
    groups: list[tuple[bool, list[Quantity], frozenset[str]]] = []
    for _, figure, ids in marks:
        is_name = figure is None
        if not groups or groups[-1][0] != is_name:
            groups.append((is_name, [], frozenset()))
        _, values, owner = groups[-1]
        groups[-1] = (is_name, [*values, *([figure] if figure else [])], owner | (ids or frozenset()))
    if len(groups) < 4 or groups[0][0] == groups[-1][0]:
        return {}
    step = -1 if groups[0][0] else 1
    found: dict[float | str, frozenset[str]] = {}
    for at, (is_name, values, _) in enumerate(groups):
        for figure in () if is_name else values:
            found[figure.value] = found.get(figure.value, frozenset()) | groups[at + step][2]
    return found


def _other_owner(value: float | str, owners: dict[float | str, frozenset[str]], claimed: frozenset[str]) -> bool:
    """Whether the quote gives the value to others than the claim does, and gives those of the claim another value."""
    elsewhere = frozenset().union(*(ids for other, ids in owners.items() if other != value))
    return not owners[value] & claimed and bool(elsewhere & claimed)


def _out_of_order(
    said: Sequence[Quantity], told: Sequence[Quantity], bound: set[float | str], said_names: list[Place], told_names: list[Place]
) -> list[Quantity]:
    at = {q.value: q.start for q in reversed(told)}
    turned = [a for a, b in combinations(said, 2) if at[a.value] > at[b.value] and not {a.value, b.value} <= bound]
    return [] if turned and _names_turn(said_names, told_names) else turned


def _names_turn(said: Sequence[Place], told: Sequence[Place]) -> bool:
    """Whether two names stand in another order than in the quote."""
    first = [(at, next((t for t, ids in told if ids & own), None)) for at, own in said]
    known = [t for _, t in sorted(first, key=lambda pair: pair[0]) if t is not None]
    return known != sorted(known)
