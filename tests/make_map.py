"""Make `corpus/documents/map.json`: `make map TOPOLOGY=countries-10m.json AREAS="246 248"`.

TOPOLOGY is a TopoJSON file of countries by ISO number, such as those of the npm package world-atlas 2.0.2, which repackages
Natural Earth (public domain). The areas are projected, scaled to one width, thinned (Douglas and Peucker 1973), and islands too
small to be seen are left out.
"""

import itertools
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.outline_map import projected

TARGET = Path(__file__).resolve().parent.parent / "corpus" / "documents" / "map.json"
SOURCE = "Natural Earth"
MADE_FROM = "Admin 0 countries 1:10m, version 4.1 (naturalearthdata.com), as in npm world-atlas 2.0.2"
LICENCE = "public domain"
WIDTH, MARGIN = 300.0, 10.0  # units of the box, about pixels on a small screen
COARSE = 0.5  # how far a line may go astray, in units
SMALLEST = 3.0  # area of the smallest island drawn, in square units
Point = tuple[float, float]


def rings(topology: dict, areas: Sequence[str]) -> Iterator[list[Point]]:
    """The closed lines of some areas, as longitude and latitude."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = {str(shape.get("id")): shape for shape in topology["objects"]["countries"]["geometries"]}
    for area in areas:
        shape = found[area]
        for polygon in shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]:
            for ring in polygon:
                line: list[Point] = []
                for at in ring:
                    arc, x, y = [], 0, 0
                    for dx, dy in topology["arcs"][at if at >= 0 else ~at]:
                        x, y = x + dx, y + dy
                        arc.append((x * kx + x0, y * ky + y0))
                    line += (arc if at >= 0 else arc[::-1])[1 if line else 0 :]
                yield line


def thinned(line: Sequence[Point], coarse: float) -> list[Point]:
    """A line without the points that lie within `coarse` of it."""
    if len(line) < 3:
        return list(line)
    first, last = line[0], line[-1]
    away = [_distance(point, first, last) for point in line]
    at = max(range(len(line)), key=away.__getitem__)
    if away[at] <= coarse:
        return [first, last]
    return thinned(line[: at + 1], coarse)[:-1] + thinned(line[at:], coarse)


def _distance(point: Point, first: Point, last: Point) -> float:
    (x, y), (ax, ay), (bx, by) = point, first, last
    length = math.hypot(bx - ax, by - ay)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else math.hypot(x - ax, y - ay)


def area(line: Sequence[Point]) -> float:
    """The area within a closed line."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in itertools.pairwise(line))) / 2


def drawn(line: Sequence[Point]) -> str:
    """A closed line as an SVG path with whole and half units, each point told from the one before."""
    halves = [(round(2 * x), round(2 * y)) for x, y in line[:-1]]
    (x, y), *rest = halves
    path = f"M{x / 2:g} {y / 2:g}l"
    steps = []
    for nx, ny in rest:
        if (nx, ny) != (x, y):
            steps.append(f"{(nx - x) / 2:g} {(ny - y) / 2:g}")
            x, y = nx, ny
    return path + " ".join(steps).replace(" -", "-") + "z"


def make(topology: dict, areas: Sequence[str]) -> dict:
    """The map as it is kept."""
    outlines = list(rings(topology, areas))
    longitudes = [x for line in outlines for x, _ in line]
    meridian = round((min(longitudes) + max(longitudes)) / 2)
    lines = [[projected(lat, lon, meridian) for lon, lat in line] for line in outlines]
    xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
    scale = (WIDTH - 2 * MARGIN) / (max(xs) - min(xs))
    left, top = min(xs) - MARGIN / scale, max(ys) + MARGIN / scale
    placed = [[((x - left) * scale, (top - y) * scale) for x, y in line] for line in lines]
    shown = sorted((line for line in placed if area(line) >= SMALLEST), key=area, reverse=True)
    halves = [(line[: len(line) // 2 + 1], line[len(line) // 2 :]) for line in shown]
    thin = [thinned(one, COARSE)[:-1] + thinned(other, COARSE) for one, other in halves]
    return {
        "source": SOURCE,
        "made_from": MADE_FROM,
        "licence": LICENCE,
        "meridian": meridian,
        "scale": round(scale, 3),
        "left": round(left, 7),
        "top": round(top, 7),
        "width": WIDTH,
        "height": math.ceil((max(ys) - min(ys)) * scale + 2 * MARGIN),
        "outline": "".join(drawn(line) for line in thin),
    }


if __name__ == "__main__":
    path, *areas = sys.argv[1:]
    made = make(json.loads(Path(path).read_text(encoding="utf-8")), areas)
    TARGET.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, {made['width']:g} x {made['height']} units")
