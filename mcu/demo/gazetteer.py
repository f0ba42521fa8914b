"""The gazetteer of the invented town, taken in as rows of a file would be."""

import random
from collections.abc import Iterator
from typing import Any

from mcu.demo.town import LANDMARKS, SETTLEMENTS, STREETS, data
from mcu.org.models import Municipality
from mcu.org.rules.roles import program
from mcu.places.actions import take_rows
from mcu.places.rules import PlaceRow

# What the kinds of the town are called in a gazetteer; bare words («магазин») tell no place apart.
TYPES = {
    "school": "школа", "kindergarten": "детский сад", "clinic": "клиника", "stop": "остановка",
    "shop": "магазин", "market": "рынок", "station": "транспорт", "park": "парк", "bridge": "мост",
    "sport": "спорт", "club": "культура", "library": "культура", "cemetery": "кладбище",
}  # fmt: skip
BARE = frozenset({"остановка", "магазин", "клуб", "ФАП", "медпункт", "автолавка"})
SPREAD = 0.012  # degrees: how far streets lie from the middle of a settlement
Point = tuple[float, float]


def settle(place: Municipality) -> None:
    """Settlements, streets and landmarks with coordinates; again changes nothing."""
    take_rows(municipality=place, rows=_rows(), by=program(place.pk, "Справочник мест"))


def _rows() -> Iterator[PlaceRow]:
    centres = {code: (lat, lon) for code, (lat, lon) in data("town")["points"].items()}
    names = {each.code: each.name for each in SETTLEMENTS}
    for town in SETTLEMENTS:
        yield PlaceRow(0, "settlement", town.kind, town.name, given=_at(centres[town.code]))
    points: dict[tuple[str, str], Point] = {}
    for street in STREETS:
        point = near(centres[street.settlement], street.name)
        points[street.settlement, street.name] = point
        given = {"houses": f"1-{street.houses}", **_at(point)}
        yield PlaceRow(0, "street", street.kind, street.name, names[street.settlement], given=given)
    for mark in LANDMARKS:
        if mark.name not in BARE:
            at = points.get((mark.settlement, mark.street), centres[mark.settlement])
            given = _at(near(at, mark.name, SPREAD / 10))
            kind = TYPES.get(mark.kind, "объект")
            yield PlaceRow(0, "landmark", kind, mark.name, names[mark.settlement], given=given)


def near(centre: Point, name: str, spread: float = SPREAD) -> Point:
    """The same name lies always in the same place."""
    rng = random.Random(name)  # noqa: S311
    return centre[0] + rng.uniform(-spread, spread), centre[1] + rng.uniform(-spread, spread) * 1.7


def _at(point: Point) -> dict[str, Any]:
    return {"lat": round(point[0], 5), "lon": round(point[1], 5)}
