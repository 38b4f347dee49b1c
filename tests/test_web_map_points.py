from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from assistant.web.map_points import LETTER, LINE, REACH, MapPoint, laid_out
from corpus.catalogue import load_catalogue
from corpus.outline_map import load_map

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"


def box(point: MapPoint) -> tuple[float, float, float, float]:
    long = LETTER * len(point.name)
    left = point.name_x - {"start": 0.0, "end": long, "middle": long / 2}[point.anchor]
    return left, point.name_y - 0.85 * LINE, left + long, point.name_y + 0.15 * LINE


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_name_of_the_collection_lies_on_another_or_on_a_point(language: str) -> None:
    outline, agreements = load_map(DOCUMENTS), load_catalogue(DOCUMENTS).agreements
    assert outline
    names = {a.id: a.short_names.in_language(language) for a in agreements}
    places = {a.id: outline.point(a.cities[0].lat, a.cities[0].lon) for a in agreements}
    points = laid_out(names, places, outline.width, outline.height)
    assert [point.id for point in points] == list(names)
    assert not [(a.name, b.name) for a, b in combinations(points, 2) if meet(box(a), box(b))]
    for point in points:
        left, top, right, bottom = box(point)
        assert left >= 0 and right <= outline.width and top >= 0 and bottom <= outline.height, point.name
        others = [p for p in points if p is not point]
        assert not [p.name for p in others if meet(box(point), (p.x - 4, p.y - 4, p.x + 4, p.y + 4))], point.name


@pytest.mark.parametrize("seed", range(5))
def test_areas_to_press_never_overlap_and_are_whole_where_there_is_room(seed: int) -> None:
    chance = Random(seed)
    places = {str(n): (chance.uniform(0, 300), chance.uniform(0, 500)) for n in range(20)}
    points = laid_out(dict.fromkeys(places, "Name"), places, 300, 500)
    for a, b in combinations(points, 2):
        distance = ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5
        assert a.reach + b.reach <= distance + 0.2
    for point in points:
        near = min(((point.x - o.x) ** 2 + (point.y - o.y) ** 2) ** 0.5 for o in points if o is not point)
        assert point.reach == pytest.approx(min(REACH, near / 2), abs=0.06)


def test_a_name_goes_to_the_right_unless_there_is_no_room() -> None:
    assert laid_out({"a": "Alpha"}, {"a": (50, 50)}, 300, 300)[0].anchor == "start"
    assert laid_out({"a": "Alpha"}, {"a": (290, 50)}, 300, 300)[0].anchor == "end"
    first, second = laid_out({"a": "Alpha", "b": "Beta"}, {"a": (100, 50), "b": (130, 50)}, 300, 300)
    assert first.anchor == "end" and second.anchor == "start"
    assert laid_out({}, {}, 300, 300) == []
