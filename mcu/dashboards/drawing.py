"""The sheet of the wall, drawn from its figures."""

from datetime import datetime
from typing import Any

from mcu.cases.rules import map as sheet
from mcu.cases.views.map_ground import borders, corners_of
from mcu.dashboards.queries.wall import Wall, wall
from mcu.dashboards.rules.wall import FEWEST
from mcu.org.models import Municipality
from mcu.territory.queries.areas import territory_of

EVERY_SECONDS = 60


def shown(place: Municipality, now: datetime, address: str, theme: str = "") -> dict[str, Any]:
    """What the template needs; it asks `address` for itself again."""
    found = wall(place, now)
    return {
        "wall": found, "now": now, "address": address, "every": EVERY_SECONDS, "theme": theme,
        "fewest": FEWEST, **_sheet(found),
    }  # fmt: skip


def _sheet(found: Wall) -> dict[str, Any]:
    """Clusters over heat; a place few wrote from is left out."""
    points, territory = found.spread.points, territory_of(found.place.pk)
    view = sheet.view_of("", "", points or corners_of(territory))
    if view is None:
        return {"view": None}
    return {
        "view": view, "wide": sheet.WIDE, "high": sheet.HIGH, "outline": borders(territory, view),
        "clusters": [one for one in sheet.clusters(points, view) if one.count >= FEWEST],
        "heat": [cell for cell in sheet.heat(points, view) if cell[2] >= FEWEST],
    }  # fmt: skip
