from dataclasses import replace
from pathlib import Path

import pytest
from make_map import area, drawn, make, rings, thinned

from corpus import CatalogueError, OutlineMap
from corpus.loading import find_files
from corpus.outline_map import load_map, projected

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
SQUARE = {  # two triangles that share the diagonal, drawn once and told backwards by the second
    "transform": {"scale": [1, 1], "translate": [20, 60]},
    "arcs": [[[0, 0], [4, 4]], [[4, 4], [0, -4], [-4, 0]], [[4, 4], [-4, 0], [0, -4]]],
    "objects": {
        "countries": {
            "geometries": [
                {"id": "1", "type": "Polygon", "arcs": [[0, 1]]},
                {"id": "2", "type": "MultiPolygon", "arcs": [[[-1, -3]]]},
            ]
        }
    },
}


def test_the_projection_keeps_the_meridian_straight_and_angles_true() -> None:
    assert projected(62.0, 26.0, 26.0) == pytest.approx((0.0, 1.0821041))
    east, west = projected(62.0, 30.0, 26.0), projected(62.0, 22.0, 26.0)
    assert east == pytest.approx((-west[0], west[1])) and east[1] > 1.0821041
    small = 1e-4
    (x, y), (right, _), (_, up) = projected(65, 29, 26), projected(65, 29 + small, 26), projected(65 + small, 29, 26)
    assert (right - x) / (up - y) == pytest.approx(0.4226, abs=0.01)  # a degree east is cos 65° of one north


def test_every_city_lies_on_the_map_and_in_its_order() -> None:
    found = load_map(DOCUMENTS)
    assert found and "Natural Earth" in found.source and found.licence == "public domain"
    helsinki, oulu, joensuu = found.point(60.17, 24.94), found.point(65.01, 25.47), found.point(62.6, 29.76)
    assert helsinki[1] > joensuu[1] > oulu[1] and joensuu[0] > oulu[0] > helsinki[0] - 10
    for x, y in (helsinki, oulu, joensuu):
        assert 0 < x < found.width and 0 < y < found.height
    assert (DOCUMENTS / "map.json").stat().st_size < 8_000


def test_a_map_is_no_document_and_a_folder_may_have_none(shelf: Path) -> None:
    before = find_files(shelf)
    assert load_map(shelf) is None
    (shelf / "map.json").write_bytes((DOCUMENTS / "map.json").read_bytes())
    assert load_map(shelf) is not None
    assert find_files(shelf) == before


@pytest.mark.parametrize("content", ["{", "{}", '{"source": 1}', "[]"])
def test_a_map_that_is_none_is_told(shelf: Path, content: str) -> None:
    (shelf / "map.json").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"map\.json"):
        load_map(shelf)


def test_a_map_is_made_of_the_areas_that_are_named() -> None:
    made = OutlineMap(**make(SQUARE, ["1"]))
    assert made.meridian == 22 and made.outline.count("M") == 1 and made.outline.endswith("z")
    assert made.point(60, 20) == pytest.approx((10, made.height - 10), abs=1.5)
    assert make(SQUARE, ["1", "1"])["outline"].count("M") == 2
    assert list(rings(SQUARE, ["2"])) == [[(24, 64), (20, 60), (20, 64), (24, 64)]]
    with pytest.raises(KeyError):
        make(SQUARE, ["9"])


def test_a_line_is_thinned_without_going_astray() -> None:
    assert thinned([(0, 0), (1, 0.1), (2, -0.1), (3, 0)], 0.5) == [(0, 0), (3, 0)]
    assert thinned([(0, 0), (1, 2), (2, 0)], 0.5) == [(0, 0), (1, 2), (2, 0)]
    assert area([(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]) == 4
    assert drawn([(0.2, 0), (10.5, 0), (10.5, 0.1), (0, 7), (0.2, 0)]) == "M0 0l10.5 0-10.5 7z"


def test_a_points_place_does_not_depend_on_the_scale_of_the_box() -> None:
    found = load_map(DOCUMENTS)
    assert found
    x, y = found.point(62, 25)
    assert replace(found, scale=2 * found.scale).point(62, 25) == pytest.approx((2 * x, 2 * y), abs=0.2)
