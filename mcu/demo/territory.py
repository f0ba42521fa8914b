"""The territory of the invented town: a border, villages, lamps and containers, taken in as files are."""

import json
from collections.abc import Iterator
from math import cos, pi, radians, sin
from typing import Any

from mcu.demo.gazetteer import Point, near
from mcu.demo.town import SETTLEMENTS, STREETS, data
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, program
from mcu.territory.actions.areas import open_areas, put_in_force
from mcu.territory.actions.importing import open_import, take_import
from mcu.territory.actions.keeping import add_layer
from mcu.territory.models import Layer
from mcu.territory.rules.where import Kind

ROUND, MARGIN = 0.022, 0.09
LIT, LAMPS, DUMPS = 10, 4, 12


def lay_out(place: Municipality) -> None:
    """Once: a town that has layers already keeps them."""
    if Layer.objects.filter(municipality=place).exists():
        return
    by = program(place.pk, "Территория")
    for kind, features in ((Kind.OUTLINE, _border()), (Kind.SETTLEMENT, _villages())):
        name = f"{kind}.geojson"
        put_in_force(
            found=open_areas(
                municipality=place, kind=kind, name=name, chunks=[_file(features)], by=by
            ),
            by=by,
        )
    _layer(place, "Фонари", "lightbulb", _lamps(), by)
    _layer(place, "Контейнерные площадки", "trash-2", _dumps(), by)


def _layer(
    place: Municipality, name: str, icon: str, features: Iterator[dict[str, Any]], by: Actor
) -> None:
    layer = add_layer(municipality=place, name=name, icon=icon, public=True, by=by)
    chunks = [_file(features)]
    take_import(run=open_import(layer=layer, name=f"{name}.geojson", chunks=chunks, by=by), by=by)


def _lamps() -> Iterator[dict[str, Any]]:
    """Some along each street of the town."""
    number = 0
    for street in [each for each in STREETS if each.settlement == "town"][:LIT]:
        lat, lon = near(_centres()["town"], street.name)
        for n in range(LAMPS):
            number += 1
            said = {"номер": f"Ф-{number:03}", "адрес": f"{street.kind} {street.name}, {4 * n + 1}"}
            yield _point(lat + n * 0.0004, lon + n * 0.0002, said | {"опора": "бетонная"})


def _dumps() -> Iterator[dict[str, Any]]:
    for number, street in enumerate(STREETS[:DUMPS], 1):
        lat, lon = near(_centres()[street.settlement], street.name)
        said = {"номер": f"КП-{number}", "адрес": f"{street.kind} {street.name}"}
        yield _point(lat - 0.0003, lon + 0.0004, said | {"контейнеров": 3})


def _border() -> Iterator[dict[str, Any]]:
    points = list(_centres().values())
    south, north = min(p[0] for p in points) - MARGIN, max(p[0] for p in points) + MARGIN
    west, east = min(p[1] for p in points) - MARGIN, max(p[1] for p in points) + MARGIN
    middle = (south + north) / 2, (west + east) / 2
    yield _area(_ring(middle, (north - south) * 0.62, (east - west) * 0.62, 40), {})


def _villages() -> Iterator[dict[str, Any]]:
    for town in SETTLEMENTS:
        ring = _ring(_centres()[town.code], ROUND, ROUND * 1.7, 16)
        yield _area(ring, {"название": f"{town.kind} {town.name}"})


def _ring(middle: Point, high: float, wide: float, corners: int) -> list[list[float]]:
    """Not quite round, always the same."""
    turns = [2 * pi * n / corners for n in range(corners)]
    far = [1 + 0.07 * cos(5 * turn + radians(40)) for turn in turns]
    found = [
        [round(middle[1] + wide * r * cos(t), 5), round(middle[0] + high * r * sin(t), 5)]
        for r, t in zip(far, turns, strict=True)
    ]
    return [*found, found[0]]


def _centres() -> dict[str, Point]:
    return {code: (lat, lon) for code, (lat, lon) in data("town")["points"].items()}


def _point(lat: float, lon: float, said: dict[str, Any]) -> dict[str, Any]:
    at = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    return {"type": "Feature", "geometry": at, "properties": said}


def _area(ring: list[list[float]], said: dict[str, Any]) -> dict[str, Any]:
    at = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": at, "properties": said}


def _file(features: Iterator[dict[str, Any]]) -> bytes:
    told = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(told, ensure_ascii=False).encode()
