"""The territory kept in memory, and the sets of borders it came from."""

from functools import lru_cache

from django.db.models import Count, QuerySet
from django.http import Http404

from mcu.core.once import once
from mcu.org.rules.roles import Actor
from mcu.territory.models import Area, AreaSet, TerritoryEdition
from mcu.territory.rules.where import Kind, Outline, Territory


def territory_of(municipality_id: int) -> Territory:
    """Read once for an edition; one small query while nothing changed."""
    return _territory(municipality_id, _edition(municipality_id))


def sets(actor: Actor) -> QuerySet[AreaSet]:
    """Those in force and those before them, the newest first."""
    rows = AreaSet.objects.filter(municipality_id=actor.municipality_id)
    rows = rows.exclude(state=AreaSet.State.DRAFT)
    return rows.annotate(count=Count("areas")).order_by("kind", "state", "-made_at")


def set_for(actor: Actor, pk: int) -> AreaSet:
    found = AreaSet.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Таких границ нет.")
    return found


def areas_in(found: AreaSet) -> list[Outline]:
    """The areas of one set, as they are drawn."""
    return [_outline(row) for row in found.areas.all()]


@once
def _edition(municipality_id: int) -> int:
    rows = TerritoryEdition.objects.filter(municipality_id=municipality_id)
    return rows.values_list("number", flat=True).first() or 0


@lru_cache(maxsize=8)
def _territory(municipality_id: int, edition: int) -> Territory:
    found: dict[str, list[Outline]] = {kind: [] for kind in Kind.values}
    if edition:
        rows = Area.objects.filter(
            municipality_id=municipality_id, of__state=AreaSet.State.CURRENT
        ).select_related("of")
        for row in rows:
            found[row.of.kind].append(_outline(row))
    return Territory(found[Kind.OUTLINE], found[Kind.SETTLEMENT], found[Kind.DISTRICT])


def _outline(row: Area) -> Outline:
    shapes = [[[(lat, lon) for lat, lon in ring] for ring in polygon] for polygon in row.polygons]
    south, west, north, east = row.box
    return Outline(row.name, shapes, (south, west, north, east))
