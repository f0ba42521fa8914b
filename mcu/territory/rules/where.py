"""Where a point lies: inside the municipality or not, in which settlement, in which district; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from mcu.territory.rules.geometry import Point, Polygon, inside


class Kind(TextChoices):
    OUTLINE = "outline", "граница муниципалитета"
    SETTLEMENT = "settlement", "населённые пункты"
    DISTRICT = "district", "районы и округа"


@dataclass(frozen=True, slots=True)
class Outline:
    """One area with its name and the box that holds it."""

    name: str
    polygons: list[Polygon]
    box: tuple[float, float, float, float]

    def holds(self, point: Point) -> bool:
        south, west, north, east = self.box
        near = south <= point[0] <= north and west <= point[1] <= east
        return near and inside(point, self.polygons)


@dataclass(frozen=True, slots=True)
class Where:
    """`inside` is None where no border is known."""

    inside: bool | None = None
    settlement: str = ""
    district: str = ""

    @property
    def outside(self) -> bool:
        return self.inside is False


@dataclass(frozen=True, slots=True)
class Territory:
    """All areas of a municipality by their kind."""

    outline: Sequence[Outline] = ()
    settlements: Sequence[Outline] = ()
    districts: Sequence[Outline] = ()

    def where(self, point: Point) -> Where:
        settlement = _named(self.settlements, point)
        within = any(area.holds(point) for area in self.outline) if self.outline else None
        return Where(within, settlement, _named(self.districts, point))

    @property
    def home(self) -> Point | None:
        """The middle of it; None where no border is known."""
        if not self.outline:
            return None
        south, west, north, east = self.outline[0].box
        return (south + north) / 2, (west + east) / 2


def _named(areas: Sequence[Outline], point: Point) -> str:
    """The smallest one that holds it: a village may lie within the border of a town."""
    found = [area for area in areas if area.holds(point)]
    return min(found, key=_extent).name if found else ""


def _extent(area: Outline) -> float:
    south, west, north, east = area.box
    return (north - south) * (east - west)
