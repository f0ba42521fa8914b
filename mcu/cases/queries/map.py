"""Where cases and problems are. Of a case the street or the landmark, never the house: its author may live
there. Of a problem the point somebody gave it, or its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from typing import Any

from django.db.models import F, QuerySet, Value

from mcu.cases.models import Case, Problem
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.problem import problems_for
from mcu.cases.rules.map import Located
from mcu.org.rules.roles import Actor
from mcu.places.models import GazetteerVersion, KnownHouse, KnownPlace
from mcu.places.queries import gazetteer_for
from mcu.text.places import Accuracy

MOST = 5000
MOST_SPOTS = 50_000
NEAR = 0.01
METRES = 111_195


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest address of the gazetteer, and how many metres it is away."""

    title: str
    metres: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What was found on the map, and how much of it has no point or did not fit."""

    points: list[Located]
    nowhere: int
    cut: bool


def spread_cases(actor: Actor, cases: QuerySet[Case]) -> Spread:
    """The newest of the cases with their points: two queries and one of the gazetteer's version."""
    said = (F("said_point__lat"), F("said_point__lon"))
    house = Value("")  # its author may live there
    rows = cases.order_by("-received_at", "-pk")[: MOST + 1]
    fields = ("pk", "settlement", "street", house, "landmark", *said)
    return _spread(actor, list(rows.values_list(*fields)))


def spread_problems(actor: Actor, problems: QuerySet[Problem]) -> Spread:
    fields = ("pk", "settlement", "street", "house", "landmark", "latitude", "longitude")
    rows = problems.order_by("-size", "-pk")[: MOST + 1]
    return _spread(actor, list(rows.values_list(*fields)))


def _spread(actor: Actor, rows: list[tuple[Any, ...]]) -> Spread:
    place = actor.municipality_id or 0
    versions = GazetteerVersion.objects.filter(municipality_id=place)
    version = versions.values_list("number", flat=True).first() or 0
    spots = _spots(place, version)
    points: list[Located] = []
    for pk, settlement, street, house, landmark, lat, lon in rows[:MOST]:
        if lat is not None and lon is not None:
            points.append((lat, lon, pk))
        elif spot := spots[settlement, street, house, landmark]:
            points.append((*spot, pk))
    return Spread(points, min(len(rows), MOST) - len(points), len(rows) > MOST)


class _Spots(dict[tuple[str, str, str, str], tuple[float, float] | None]):
    """Where addresses stand, looked up once for a version of the gazetteer: a view of the map asks for
    thousands of them at every move."""

    def __init__(self, municipality: int) -> None:
        super().__init__()
        self._gazetteer = gazetteer_for(municipality)

    def __missing__(self, address: tuple[str, str, str, str]) -> tuple[float, float] | None:
        if len(self) >= MOST_SPOTS:
            self.clear()
        self[address] = spot = self._located(*address)
        return spot

    def _located(
        self, settlement: str, street: str, house: str, landmark: str
    ) -> tuple[float, float] | None:
        """A whole settlement is no point, or all would stand in its middle."""
        if not (street or landmark):
            return None
        found = self._gazetteer.locate(settlement, street, house, landmark)
        return None if found is None or found.of == Accuracy.SETTLEMENT else (found.lat, found.lon)


@lru_cache(maxsize=8)
def _spots(municipality: int, version: int) -> _Spots:
    return _Spots(municipality)


def standing(actor: Actor, problems: bool, keys: Iterable[int]) -> dict[int, Case | Problem]:
    """What stands at points, by key; of cases or of problems, with the topic."""
    rows: QuerySet[Any] = problems_for(actor) if problems else cases_for(actor)
    return rows.select_related("topic").in_bulk(list(keys))


def nearest(actor: Actor, lat: float, lon: float) -> Nearest | None:
    """The nearest house, street or landmark within a kilometre; two queries."""
    around = {
        "lat__range": (lat - NEAR, lat + NEAR),
        "lon__range": (lon - 2 * NEAR, lon + 2 * NEAR),
    }
    houses = KnownHouse.objects.filter(place__municipality_id=actor.municipality_id, **around)
    known = KnownPlace.objects.filter(municipality_id=actor.municipality_id, **around)
    found = [
        (_metres(lat, lon, row.lat, row.lon), f"{row.place.title}, {row.number}, {row.place.settlement}")
        for row in houses.select_related("place")[:2000]
    ] + [
        (_metres(lat, lon, row.lat, row.lon), ", ".join(p for p in (row.title, row.settlement) if p))
        for row in known.exclude(kind="settlement")[:500]
    ]  # fmt: skip
    best = min(found, default=None)
    return Nearest(best[1], best[0]) if best else None


def _metres(lat: float, lon: float, to_lat: float | None, to_lon: float | None) -> int:
    """Flat earth: right to a metre within a town."""
    narrow = cos(radians(lat))
    return round(METRES * hypot((to_lat or 0) - lat, ((to_lon or 0) - lon) * narrow))
