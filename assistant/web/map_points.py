"""Where the points of a map and their names stand, so that neither names nor the areas to press lie on one another.

All lengths are in units of the map's box, about pixels on a small screen.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LETTER, LINE = 7.6, 13.0  # width of a letter and size of the script, on the safe side
REACH = 22.0  # half of the 44 pixels that a finger needs
DOT = 5.0
_BESIDE = 9.0  # from a point to its name
_CLEAR = 2.0  # around a name
_OUTSIDE, _ON_NAME, _ON_DOT, _ON_REACH, _LATER = 50.0, 20.0, 10.0, 1.0, 0.5  # what is worst, by square unit or place
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A point with its name: where both stand, how the name is anchored, and the radius that can be pressed."""

    id: str
    name: str
    x: float
    y: float
    reach: float
    name_x: float
    name_y: float
    anchor: str


def laid_out(names: Mapping[str, str], places: Mapping[str, tuple[float, float]], width: float, height: float) -> list[MapPoint]:
    """The points in the order of `names`; those with the nearest neighbours choose first where their names go."""
    reach = {id: min([REACH, *(math.dist(places[id], places[o]) / 2 for o in names if o != id)]) for id in names}
    taken: list[Box] = []
    found: dict[str, MapPoint] = {}
    for id in sorted(names, key=lambda id: (reach[id], id)):
        others = [places[other] for other in names if other != id]
        around = [(place, reach[other]) for other, place in places.items() if other != id and other in reach]
        ranked = [
            (_cost(box, taken, others, around, width, height) + _LATER * at, at, point, box)
            for at, (point, box) in enumerate(_ways(id, names[id], *places[id], reach[id], width))
        ]
        _, _, found[id], box = min(ranked, key=lambda way: way[:2])
        taken.append(box)
    return [found[id] for id in names]


def _ways(id: str, name: str, x: float, y: float, reach: float, width: float) -> Iterator[tuple[MapPoint, Box]]:
    """The ways to write a name: right, left, below, above, and those moved up and down."""
    long = LETTER * len(name)
    for dy in (0.0, -LINE * 0.7, LINE * 0.7):
        yield _way(id, name, x, y, reach, x + _BESIDE, y + dy, "start", long)
        yield _way(id, name, x, y, reach, x - _BESIDE, y + dy, "end", long)
    for dy in (LINE * 1.2, -LINE * 1.2):
        for middle in dict.fromkeys((x, min(max(x, long / 2 + _CLEAR), width - long / 2 - _CLEAR))):
            yield _way(id, name, x, y, reach, middle, y + dy, "middle", long)


def _way(
    id: str, name: str, x: float, y: float, reach: float, at: float, middle: float, anchor: str, long: float
) -> tuple[MapPoint, Box]:
    left = at - {"start": 0.0, "end": long, "middle": long / 2}[anchor]
    box = (left - _CLEAR, middle - LINE / 2 - _CLEAR, left + long + _CLEAR, middle + LINE / 2 + _CLEAR)
    return MapPoint(id, name, x, y, round(reach, 1), round(at, 1), round(middle + LINE * 0.35, 1), anchor), box


def _cost(
    box: Box,
    taken: Sequence[Box],
    others: Sequence[tuple[float, float]],
    around: Sequence[tuple[tuple[float, float], float]],
    width: float,
    height: float,
) -> float:
    left, top, right, bottom = box
    inside = _shared(box, (0.0, 0.0, width, height))
    cost = _OUTSIDE * ((right - left) * (bottom - top) - inside)
    cost += _ON_NAME * sum(_shared(box, other) for other in taken)
    cost += _ON_DOT * sum(_shared(box, _square(place, DOT)) for place in others)
    return cost + _ON_REACH * sum(_shared(box, _square(place, 0.8 * reach)) for place, reach in around)


def _square(place: tuple[float, float], half: float) -> Box:
    return place[0] - half, place[1] - half, place[0] + half, place[1] + half


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
