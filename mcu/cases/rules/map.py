"""Points on a sheet: Mercator's projection, near ones put together, where there are most; pure."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

WIDE, HIGH, TILE = 960, 600, 256
LEAST_ZOOM, MOST_ZOOM, FIRST_ZOOM = 3, 18, 15
CELL, HEAT_CELL, EDGE, STEP = 64, 40, 60, 240
POLE = 85.0
LEVELS = 5

Located = tuple[float, float, int]
"""Latitude, longitude, and the key of what is there."""


@dataclass(frozen=True, slots=True)
class View:
    """What part of the earth the sheet shows: its middle and how near."""

    lat: float
    lon: float
    zoom: int

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner in dots of the whole earth."""
        x, y = project(self.lat, self.lon, self.zoom)
        return x - WIDE / 2, y - HIGH / 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, west, north, east."""
        left, top = self.corner
        north, west = unproject(left, top, self.zoom)
        south, east = unproject(left + WIDE, top + HIGH, self.zoom)
        return south, west, north, east

    def moved(self, right: int, down: int) -> "View":
        x, y = project(self.lat, self.lon, self.zoom)
        return View(*unproject(x + right * STEP, y + down * STEP, self.zoom), self.zoom)

    def nearer(self, by: int) -> "View":
        return View(self.lat, self.lon, min(max(self.zoom + by, LEAST_ZOOM), MOST_ZOOM))

    @property
    def query(self) -> str:
        return f"at={self.lat:.5f},{self.lon:.5f}&z={self.zoom}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several points as one: where they stand together, how many, one of them; where to look nearer."""

    x: float
    y: float
    lat: float
    lon: float
    count: int
    key: int

    @property
    def radius(self) -> int:
        """From 9 for one to 30 for hundreds."""
        return min(30, 9 + round(3.2 * math.log2(self.count)))


def project(lat: float, lon: float, zoom: int) -> tuple[float, float]:
    size = TILE * 2**zoom
    x, y = _unit(lat, lon)
    return x * size, y * size


@lru_cache(maxsize=50_000)
def _unit(lat: float, lon: float) -> tuple[float, float]:
    """On a sheet of the whole earth with edges of one: the same points are asked for at every move."""
    slope = math.radians(max(-POLE, min(POLE, lat)))
    return (lon + 180) / 360, (1 - math.asinh(math.tan(slope)) / math.pi) / 2


def unproject(x: float, y: float, zoom: int) -> tuple[float, float]:
    size = TILE * 2**zoom
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size))))
    return lat, x / size * 360 % 360 - 180


def view_of(at: str, zoom: str, points: Sequence[Located]) -> View | None:
    """As the address says; else all the points in sight; None where there are none."""
    given = _given(at, zoom)
    if given or not points:
        return given
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    middle = (south + north) / 2, (west + east) / 2
    for level in range(FIRST_ZOOM, LEAST_ZOOM, -1):
        (left, bottom), (right, top) = project(south, west, level), project(north, east, level)
        if right - left <= WIDE - 2 * EDGE and bottom - top <= HIGH - 2 * EDGE:
            return View(*middle, level)
    return View(*middle, LEAST_ZOOM)


def _given(at: str, zoom: str) -> View | None:
    try:
        lat, lon = (float(part) for part in at.split(","))
    except ValueError:
        return None
    known = zoom.isdecimal() and LEAST_ZOOM <= int(zoom[:4]) <= MOST_ZOOM
    if not (abs(lat) <= POLE and abs(lon) <= 180):
        return None
    return View(lat, lon, int(zoom) if known else FIRST_ZOOM)


def within(points: Iterable[Located], view: View) -> list[Located]:
    south, west, north, east = view.box
    return [p for p in points if south <= p[0] <= north and west <= p[1] <= east]


def clusters(points: Iterable[Located], view: View) -> list[Cluster]:
    """Points in sight by cells of the earth, so that a cluster stays itself while the sheet moves."""
    (left, top), size = view.corner, TILE * 2**view.zoom
    across = size / CELL
    cells: dict[tuple[int, int], list[float]] = {}
    for lat, lon, key in within(points, view):
        x, y = _unit(lat, lon)
        cell = int(x * across), int(y * across)
        if (sums := cells.get(cell)) is None:
            cells[cell] = [1, x, y, lat, lon, key]
        else:  # thousands of points at every move: sums, no lists of them
            sums[0] += 1
            sums[1] += x
            sums[2] += y
            sums[3] += lat
            sums[4] += lon
    return [_together(sums, size, left, top) for sums in cells.values()]


def _together(sums: Sequence[float], size: int, left: float, top: float) -> Cluster:
    count, x, y, lat, lon, key = sums
    return Cluster(
        round(x / count * size - left, 1), round(y / count * size - top, 1),
        round(lat / count, 6), round(lon / count, 6), int(count), int(key),
    )  # fmt: skip


def heat(points: Iterable[Located], view: View) -> list[tuple[int, int, int, int]]:
    """Cells in sight with points: x, y, how many, and from 1 to 5 how that is beside the fullest."""
    left, top = view.corner
    counted: Counter[tuple[int, int]] = Counter()
    for lat, lon, _ in within(points, view):
        x, y = project(lat, lon, view.zoom)
        counted[int((x - left) // HEAT_CELL), int((y - top) // HEAT_CELL)] += 1
    most = max(counted.values(), default=1)
    return [
        (x * HEAT_CELL, y * HEAT_CELL, count, math.ceil(LEVELS * count / most))
        for (x, y), count in counted.items()
    ]


def tiles(view: View, template: str) -> Iterator[tuple[float, float, str]]:
    """Squares of a raster map under the sheet: x, y, address; none without a template."""
    if not template:
        return
    left, top = view.corner
    for column in range(int(left // TILE), int((left + WIDE) // TILE) + 1):
        for row in range(int(top // TILE), int((top + HIGH) // TILE) + 1):
            if 0 <= row < 2**view.zoom:
                values = {"{z}": view.zoom, "{x}": column % 2**view.zoom, "{y}": row}
                address = template
                for name, value in values.items():
                    address = address.replace(name, str(value))
                yield round(column * TILE - left, 1), round(row * TILE - top, 1), address
