"""Borders as lines of a drawing: what of them is in sight, without points nearer than the eye tells; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians

from mcu.territory.rules.geometry import Point, Polygon, Ring
from mcu.territory.rules.where import Outline

WIDTH, HEIGHT, EDGE = 640, 420, 20
BEYOND = 200.0
Dot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing of its own for areas: a path and a name for each."""

    width: int
    height: int
    shapes: list[tuple[str, str]]


def path(areas: Sequence[Polygon], to: Callable[[Point], Dot], wide: float, high: float) -> str:
    """`d` of an SVG path; empty where nothing is in sight."""
    parts = (_line(ring, to, wide, high) for polygon in areas for ring in polygon)
    return " ".join(part for part in parts if part)


def sheet_of(areas: Sequence[Outline]) -> Sheet | None:
    """All the areas on one sheet, the north above."""
    if not areas:
        return None
    south, west = min(a.box[0] for a in areas), min(a.box[1] for a in areas)
    north, east = max(a.box[2] for a in areas), max(a.box[3] for a in areas)
    narrow = max(cos(radians((south + north) / 2)), 0.05)
    tall, long = max(north - south, 1e-6), max((east - west) * narrow, 1e-6)
    scale = min((HEIGHT - 2 * EDGE) / tall, (WIDTH - 2 * EDGE) / long)

    def to(point: Point) -> Dot:
        return EDGE + (point[1] - west) * narrow * scale, HEIGHT - EDGE - (point[0] - south) * scale

    return Sheet(WIDTH, HEIGHT, [(a.name, path(a.polygons, to, WIDTH, HEIGHT)) for a in areas])


def _line(ring: Ring, to: Callable[[Point], Dot], wide: float, high: float) -> str:
    dots = _clipped([to(point) for point in ring], wide, high)
    kept: list[Dot] = []
    for x, y in dots:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"


def _clipped(dots: list[Dot], wide: float, high: float) -> list[Dot]:
    """What lies far beyond the edges is cut off along them: no line runs for kilometres."""
    for axis, edge, sign in (
        (0, -BEYOND, 1), (0, wide + BEYOND, -1), (1, -BEYOND, 1), (1, high + BEYOND, -1),
    ):  # fmt: skip
        dots = _cut(dots, axis, edge, sign)
    return dots


def _cut(dots: list[Dot], axis: int, edge: float, sign: int) -> list[Dot]:
    found: list[Dot] = []
    for before, dot in zip(dots[-1:] + dots[:-1], dots, strict=True):
        within, was = (dot[axis] - edge) * sign >= 0, (before[axis] - edge) * sign >= 0
        if within != was:
            part = (edge - before[axis]) / (dot[axis] - before[axis])
            found.append(
                (before[0] + part * (dot[0] - before[0]), before[1] + part * (dot[1] - before[1]))
            )
        if within:
            found.append(dot)
    return found
