"""What lies under the points of the map and beside it: borders, layers of objects, menus of filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from mcu.cases.rules import map as sheet
from mcu.cases.rules.map import Located, View
from mcu.org.middleware import Request
from mcu.territory.models import Layer
from mcu.territory.queries.areas import territory_of
from mcu.territory.queries.layers import Mark, layers, marks
from mcu.territory.rules.drawing import path
from mcu.territory.rules.where import Territory

CELL, LAST_CELL = 30, 4
MENUS = ("topic", "block", "status", "state")
PERIODS = ((7, "неделя"), (30, "месяц"), (91, "три месяца"), (365, "год"))


@dataclass(frozen=True, slots=True)
class Switch:
    """A layer, whether it is on, and the address that turns it over."""

    layer: Any
    on: bool
    query: str


def ground(request: Request, view: View | None) -> dict[str, Any]:
    """The layers of the address drawn in the view, the borders, where its middle lies."""
    listed = list(layers(request.actor))
    chosen = [layer.pk for layer in listed if str(layer.pk) in request.GET.getlist("layer")]
    shown: dict[str, Any] = {"switches": [_switch(request.GET, each, chosen) for each in listed]}
    if view is None:
        return shown
    territory = territory_of(request.actor.municipality_id or 0)
    found = marks(request.actor, chosen, view.box, _cell(view))
    return shown | {
        "marks": [(mark, *_on_sheet(mark, view), _nearer(request.GET, mark, view)) for mark in found],
        "outline": borders(territory, view), "there": territory.where((view.lat, view.lon)),
    }  # fmt: skip


def corners(request: Request) -> list[Located]:
    """What to look at where no case has a point: the whole territory."""
    return corners_of(territory_of(request.actor.municipality_id or 0))


def corners_of(territory: Territory) -> list[Located]:
    """Two opposite corners of each part of the outline."""
    boxes = [area.box for area in territory.outline]
    return [point for s, w, n, e in boxes for point in ((s, w, 0), (n, e, 0))]


def menus(request: Request, form: Any) -> dict[str, Any]:
    """Selects for topic, block, state and period; what else the address says is carried along."""
    form.data = form.data.copy()  # the state that is shown while the address names none
    form.data.setdefault(
        "status", form.chosen.state if "state" in form.fields else form.chosen.status
    )
    fields = [form[name] for name in MENUS if name in form.fields]
    periods = _periods(form) if "received_from" in form.fields else []
    own = {field.name for field in fields} | ({"received_from"} if periods else set())
    kept = [(name, value) for name, values in request.GET.lists() if name not in own for value in values]  # fmt: skip
    return {"menus": fields, "periods": periods, "carried": kept}


def _periods(form: Any) -> list[tuple[str, str, bool]]:
    """Value, label, whether it is chosen; a day of the address that is none of them stays one."""
    today, chosen = timezone.localdate(), form.chosen.received_from
    days = [(today - timedelta(days=days), label) for days, label in PERIODS]
    if chosen and chosen not in (day for day, _ in days):
        days.append((chosen, f"с {chosen:%d.%m.%Y}"))
    return [("", "всё время", not chosen), *((day.isoformat(), label, day == chosen) for day, label in days)]  # fmt: skip


def _switch(given: QueryDict, layer: Layer, chosen: Iterable[int]) -> Switch:
    query, on = given.copy(), layer.pk in chosen
    left = [pk for pk in chosen if pk != layer.pk]
    query.setlist("layer", [str(pk) for pk in (left if on else [*left, layer.pk])])
    return Switch(layer, on, query.urlencode())


def _cell(view: View) -> tuple[float, float]:
    """So many dots as degrees: of the whole degree of latitude, so that cells stay while one moves; as
    near as it gets each object stands by itself."""
    cell = CELL if view.zoom < sheet.MOST_ZOOM else LAST_CELL
    wide = cell * 360 / (sheet.TILE * 2**view.zoom)
    return wide * cos(radians(min(abs(round(view.lat)), 85))), wide


def _on_sheet(mark: Mark, view: View) -> tuple[float, float]:
    left, top = view.corner
    x, y = sheet.project(mark.lat, mark.lon, view.zoom)
    return round(x - left, 1), round(y - top, 1)


def _nearer(given: QueryDict, mark: Mark, view: View) -> str:
    """Where a heap of objects is taken apart; as near as it gets it stays one."""
    query = given.copy()
    for gone in ("at", "z"):
        query.pop(gone, None)
    return f"{query.urlencode()}&{View(mark.lat, mark.lon, view.zoom).nearer(2).query}"


def borders(territory: Territory, view: View) -> list[tuple[str, str, str]]:
    """Kind, name and path of each border in sight."""
    left, top = view.corner

    def to(point: tuple[float, float]) -> tuple[float, float]:
        x, y = sheet.project(*point, view.zoom)
        return x - left, y - top

    kinds = (
        ("outline", territory.outline), ("district", territory.districts),
        ("settlement", territory.settlements),
    )  # fmt: skip
    found = [
        (kind, area.name, path(area.polygons, to, sheet.WIDE, sheet.HIGH))
        for kind, areas in kinds
        for area in areas
        if _in_sight(area.box, view.box)
    ]
    return [each for each in found if each[2]]


def _in_sight(box: tuple[float, ...], seen: tuple[float, ...]) -> bool:
    return box[0] <= seen[2] and box[2] >= seen[0] and box[1] <= seen[3] and box[3] >= seen[1]
