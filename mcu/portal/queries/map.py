"""What the plain map of the town shows: its settlements and streets, and problems on them."""

from dataclasses import dataclass

from mcu.places.models import KnownPlace
from mcu.portal.queries.figures import ProblemRow
from mcu.portal.queries.town import Town
from mcu.portal.rules.drawing import HEIGHT, WIDTH, Dot, Frame, Point, dots, frame
from mcu.territory.queries.areas import territory_of
from mcu.territory.rules.drawing import path

MOST = 1500
LABELS = 8
Known = tuple[float, float, str, str]


@dataclass(frozen=True, slots=True)
class Map:
    """The ground, the names, the problems."""

    ground: list[Dot]
    names: list[Dot]
    problems: list[Dot]
    outline: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a place is pointed at on: the ground, the names, and how far it is from a point to a degree."""

    frame: Frame
    ground: list[Dot]
    names: list[Dot]
    outline: str


def sheet_of(town: Town) -> Sheet | None:
    """One query; None where nothing of the town has coordinates."""
    places = _known(town)
    drawn = frame([(lat, lon) for lat, lon, *_ in places] + _corners(town))
    return Sheet(drawn, *_under(drawn, places), _outline(town, drawn)) if drawn else None


def map_of(town: Town, rows: list[ProblemRow]) -> Map | None:
    """None where nothing of the town has coordinates."""
    places = _known(town)
    found = [
        (row.point, row.level, f"{row.topic}, {row.where}: {row.words}")
        for row in rows
        if row.point
    ]
    points = [(lat, lon) for lat, lon, *_ in places] + [point for point, *_ in found]
    drawn = frame(points + _corners(town))
    if drawn is None:
        return None
    return Map(*_under(drawn, places), dots(drawn, found), _outline(town, drawn))


def _corners(town: Town) -> list[Point]:
    """Of the borders, where they are known: they are seen whole."""
    boxes = [area.box for area in territory_of(town.place.pk).outline]
    return [point for south, west, north, east in boxes for point in ((south, west), (north, east))]


def _outline(town: Town, drawn: Frame) -> str:
    shapes = [each for area in territory_of(town.place.pk).outline for each in area.polygons]
    return path(shapes, drawn.place, WIDTH, HEIGHT)


def _known(town: Town) -> list[Known]:
    known = KnownPlace.objects.filter(municipality=town.place, lat__isnull=False, lon__isnull=False)
    rows = known.values_list("lat", "lon", "kind", "name")[:MOST]
    return [(lat or 0.0, lon or 0.0, kind, name) for lat, lon, kind, name in rows]


def _under(drawn: Frame, places: list[Known]) -> tuple[list[Dot], list[Dot]]:
    ground = [((lat, lon), "ground", name) for lat, lon, _, name in places]
    names = [((lat, lon), "name", name) for lat, lon, kind, name in places if kind == "settlement"]
    return dots(drawn, ground), dots(drawn, names[:LABELS])
