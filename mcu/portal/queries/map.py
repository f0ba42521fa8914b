"""What the plain map of the town shows: its settlements and streets, and problems on them."""

from dataclasses import dataclass

from mcu.places.models import KnownPlace
from mcu.portal.queries.figures import ProblemRow
from mcu.portal.queries.town import Town
from mcu.portal.rules.drawing import Dot, dots, frame

MOST = 1500
LABELS = 8


@dataclass(frozen=True, slots=True)
class Map:
    """The ground, the names, the problems."""

    ground: list[Dot]
    names: list[Dot]
    problems: list[Dot]


def map_of(town: Town, rows: list[ProblemRow]) -> Map | None:
    """None where nothing of the town has coordinates."""
    known = KnownPlace.objects.filter(municipality=town.place, lat__isnull=False, lon__isnull=False)
    rows_known = known.values_list("lat", "lon", "kind", "name")[:MOST]
    places = [(lat or 0.0, lon or 0.0, kind, name) for lat, lon, kind, name in rows_known]
    found = [
        (row.point, row.level, f"{row.topic}, {row.where}: {row.words}")
        for row in rows
        if row.point
    ]
    drawn = frame([(lat, lon) for lat, lon, *_ in places] + [point for point, *_ in found])
    if drawn is None:
        return None
    ground = [((lat, lon), "ground", name) for lat, lon, _, name in places]
    names = [((lat, lon), "name", name) for lat, lon, kind, name in places if kind == "settlement"]
    return Map(dots(drawn, ground), dots(drawn, names[:LABELS]), dots(drawn, found))
