"""The map of a programme: `map.json` in the folder of documents, an outline drawn once and how a place is set on it.

The file is made by `tests/make_map.py` from public-domain outlines; it says from which, and holds the numbers of its
projection, so that points of the catalogue fall where they belong. A folder without the file has no map.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import CatalogueError

_FILE = "map.json"


@dataclass(frozen=True, slots=True)
class OutlineMap:
    """An outline as an SVG path in a box of `width` × `height`, and its projection (see `projected`).

    `source` is who has drawn it, `made_from` of which data. `meridian` is in degrees; `left` and `top` are the
    projected corner of the box, `scale` its units per radian.
    """

    source: str
    made_from: str
    licence: str
    meridian: float
    scale: float
    left: float
    top: float
    width: float
    height: float
    outline: str

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies in the box."""
        x, y = projected(lat, lon, self.meridian)
        return round((x - self.left) * self.scale, 1), round((self.top - y) * self.scale, 1)


def projected(lat: float, lon: float, meridian: float) -> tuple[float, float]:
    """A place in degrees on the transverse Mercator projection of the unit sphere (Snyder 1987, equations 8-1 to 8-3).

    >>> projected(0.0, 27.0, 27.0)
    (0.0, 0.0)
    """
    phi, turn = math.radians(lat), math.radians(lon - meridian)
    return math.atanh(math.cos(phi) * math.sin(turn)), math.atan2(math.tan(phi), math.cos(turn))


def load_map(root: Path) -> OutlineMap | None:
    """The map of a folder, if it has one. Raises `CatalogueError` when its file is not as it should be."""
    path = root / _FILE
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=OutlineMap)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{_FILE!r}: {error}", "make it again: make map") from error
