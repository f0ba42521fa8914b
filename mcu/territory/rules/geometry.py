"""Geometries: where the middle of one is, the rings of its polygons, whether a point lies inside; pure."""

import itertools
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

Point = tuple[float, float]
"""Latitude, longitude."""
Ring = list[Point]
Polygon = list[Ring]
"""The outer ring, then the holes."""

MOST_POINTS = 200_000
METRES = "«{}» — не градусы. Похоже, слой в другой системе координат: пересохраните его в WGS 84 (EPSG:4326)."
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}  # fmt: skip


class BadGeometry(ValueError):
    """Why it is no place on the earth."""


def middle(geometry: Any) -> Point:
    """The point of a point, the middle of a line, the centre of mass of the largest polygon."""
    kind, parts = _opened(geometry)
    if kind in ("Polygon", "MultiPolygon"):
        return _centre(max((polygon[0] for polygon in polygons(geometry)), key=_size))
    points = list(_flat(parts, _DEPTH[kind]))
    if not points:
        raise BadGeometry("Нет координат.")
    return points[len(points) // 2]


def polygons(geometry: Any) -> list[Polygon]:
    """Its polygons with their holes; BadGeometry for what is no area."""
    kind, parts = _opened(geometry)
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadGeometry("Это не многоугольник: граница должна быть Polygon или MultiPolygon.")
    listed = [parts] if kind == "Polygon" else parts
    found = [[_ring(ring) for ring in _list(polygon)] for polygon in _list(listed)]
    if not found or not all(found):
        raise BadGeometry("В многоугольнике нет ни одной границы.")
    if sum(len(ring) for polygon in found for ring in polygon) > MOST_POINTS:
        raise BadGeometry(f"В границе больше {MOST_POINTS} точек. Упростите её и загрузите снова.")
    return found


def inside(point: Point, areas: Sequence[Polygon]) -> bool:
    """Within one of the polygons and in no hole of it."""
    return any(
        _within(point, area[0]) and not any(_within(point, hole) for hole in area[1:])
        for area in areas
    )


def box(areas: Sequence[Polygon]) -> tuple[float, float, float, float]:
    """South, west, north, east."""
    lats = [lat for area in areas for lat, _ in area[0]]
    lons = [lon for area in areas for _, lon in area[0]]
    return min(lats), min(lons), max(lats), max(lons)


def place(lat: Any, lon: Any) -> Point:
    """Two numbers as a point of the earth, or why they are none."""
    known = all(
        isinstance(each, (int, float)) and not isinstance(each, bool) for each in (lat, lon)
    )
    if not known or not (isfinite(lat) and isfinite(lon)):
        raise BadGeometry(f"Координаты «{str(lat)[:20]}, {str(lon)[:20]}» — не числа.")
    if abs(lat) > 90 or abs(lon) > 180:
        raise BadGeometry(METRES.format(f"{lat:g}, {lon:g}"))
    return round(float(lat), 6), round(float(lon), 6)


def _opened(geometry: Any) -> tuple[str, Any]:
    if not isinstance(geometry, dict):
        raise BadGeometry("Нет геометрии: непонятно, где это.")
    kind = geometry.get("type")
    if kind == "GeometryCollection" and geometry.get("geometries"):
        return _opened(_list(geometry["geometries"])[0])
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise BadGeometry(f"Вид геометрии «{str(kind)[:40]}» неизвестен.")
    return kind, geometry.get("coordinates")


def _flat(parts: Any, depth: int) -> Iterator[Point]:
    if depth == 0:
        yield _position(parts)
        return
    for part in _list(parts):
        yield from _flat(part, depth - 1)


def _position(pair: Any) -> Point:
    listed = _list(pair)
    if len(listed) < 2:
        raise BadGeometry("Нет координат.")
    return place(listed[1], listed[0])


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadGeometry("Координаты записаны не так, как в GeoJSON.")
    return value


def _ring(parts: Any) -> Ring:
    """Closed, of three points at least."""
    found = [_position(pair) for pair in _list(parts)]
    if found and found[0] != found[-1]:
        found.append(found[0])
    if len(set(found)) < 3:
        raise BadGeometry("Граница короче трёх точек.")
    return found


def _within(point: Point, ring: Ring) -> bool:
    """By how often a line to the east crosses the ring."""
    lat, lon = point
    odd = False
    for (lat_a, lon_a), (lat_b, lon_b) in itertools.pairwise(ring):
        if (lat_a > lat) != (lat_b > lat):
            odd ^= lon < (lon_b - lon_a) * (lat - lat_a) / (lat_b - lat_a) + lon_a
    return odd


def _size(ring: Ring) -> float:
    return abs(_double(ring))


def _double(ring: Ring) -> float:
    """Twice the area with its sign, from the first point so that little is lost of it."""
    lat, lon = ring[0]
    return sum(
        (a[1] - lon) * (b[0] - lat) - (b[1] - lon) * (a[0] - lat)
        for a, b in itertools.pairwise(ring)
    )


def _centre(ring: Ring) -> Point:
    area = _double(ring)
    if not area:
        return ring[0]
    lat, lon = ring[0]
    parts = [
        (a[0] + b[0] - 2 * lat, a[1] + b[1] - 2 * lon,
         (a[1] - lon) * (b[0] - lat) - (b[1] - lon) * (a[0] - lat))
        for a, b in itertools.pairwise(ring)
    ]  # fmt: skip
    up = sum(high * weight for high, _, weight in parts) / (3 * area)
    right = sum(wide * weight for _, wide, weight in parts) / (3 * area)
    return round(lat + up, 6), round(lon + right, 6)
