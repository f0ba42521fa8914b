"""A plain map of points: the town drawn by its own gazetteer, without anybody's tiles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT, EDGE = 640, 420, 26
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """Where something is drawn; `level` says how, `title` is read out."""

    x: float
    y: float
    level: str
    title: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What of the earth is drawn; a degree of longitude is as long as it is there."""

    south: float
    west: float
    scale: float
    narrow: float

    def place(self, point: Point) -> tuple[float, float]:
        """On the drawing, the north above."""
        x = EDGE + (point[1] - self.west) * self.narrow * self.scale
        y = HEIGHT - EDGE - (point[0] - self.south) * self.scale
        return round(x, 1), round(y, 1)


def frame(points: Sequence[Point]) -> Frame | None:
    """Holds all the points; None for none. A single point stands in a square kilometre of its own."""
    if not points:
        return None
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    narrow = max(cos(radians((south + north) / 2)), 0.05)
    high, wide = max(north - south, 0.01), max((east - west) * narrow, 0.01)
    scale = min((HEIGHT - 2 * EDGE) / high, (WIDTH - 2 * EDGE) / wide)
    south -= ((HEIGHT - 2 * EDGE) / scale - (north - south)) / 2
    west -= ((WIDTH - 2 * EDGE) / scale - (east - west) * narrow) / 2 / narrow
    return Frame(south, west, scale, narrow)


def dots(found: Frame, rows: Iterable[tuple[Point, str, str]]) -> list[Dot]:
    return [Dot(*found.place(point), level, title) for point, level, title in rows]
