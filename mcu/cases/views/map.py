"""«Карта»: cases or problems as points, clusters or heat, with the same in a list beside it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.cases.queries.feed import matching
from mcu.cases.queries.map import Spread, nearest, spread_cases, spread_problems, standing
from mcu.cases.queries.problem import matching_problems
from mcu.cases.rules import map as sheet
from mcu.cases.rules.map import Located, View
from mcu.cases.views.feed import feed_form
from mcu.cases.views.map_ground import corners, ground, menus
from mcu.cases.views.problem import filter_form
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission

LISTED = 40
PROBLEMS = "problems"


@login_required
@require_GET
def town_map(request: Request) -> HttpResponse:
    """A sheet drawn here, so that it is the same without JavaScript; moved by links and keys."""
    require(request.actor, Permission.SEE)
    what = _what(request)
    form, spread = _found(request, what)
    at, zoom = request.GET.get("at", ""), request.GET.get("z", "")
    view = sheet.view_of(at, zoom, spread.points or corners(request))
    shown: dict[str, Any] = {
        "what": what, "form": form, "spread": spread, "view": view, "heat_on": _heat(request),
        "kept": _kept(request), "wide": sheet.WIDE, "high": sheet.HIGH,
    }  # fmt: skip
    shown |= ground(request, view) | menus(request, form)
    if view:
        shown |= _drawn(request, what, spread.points, view)
    return render(request, "cases/map.html", shown)


@login_required
@require_GET
def map_points(request: Request) -> JsonResponse:
    """Clusters of a view as JSON: `at`, `z`, `what` and the filters of the list."""
    require(request.actor, Permission.SEE)
    _, spread = _found(request, _what(request))
    view = sheet.view_of(request.GET.get("at", ""), request.GET.get("z", ""), spread.points)
    found = sheet.clusters(spread.points, view) if view else []
    points = [{"lat": c.lat, "lon": c.lon, "count": c.count, "id": c.key} for c in found]
    return JsonResponse({"points": points, "nowhere": spread.nowhere, "cut": spread.cut})


def _drawn(request: Request, what: str, points: list[Located], view: View) -> dict[str, Any]:
    found = sheet.clusters(points, view)
    seen = sheet.within(points, view)
    rows = standing(request.actor, what == PROBLEMS, [key for *_, key in seen[:LISTED]])
    names = standing(request.actor, what == PROBLEMS, [c.key for c in found if c.count == 1])
    return {
        "clusters": [(c, *_link(request, what, c, names.get(c.key), view)) for c in found],
        "heat": sheet.heat(points, view) if _heat(request) else [],
        "tiles": list(sheet.tiles(view, settings.MCU_TILES)),
        "seen": len(seen), "rows": list(rows.values()), "nearest": nearest(request.actor, view.lat, view.lon),
        "moves": [
            ("Севернее", "arrow-up", view.moved(0, -1)), ("Южнее", "arrow-down", view.moved(0, 1)),
            ("Западнее", "arrow-left", view.moved(-1, 0)), ("Восточнее", "arrow-right", view.moved(1, 0)),
            ("Ближе", "zoom-in", view.nearer(1)), ("Дальше", "zoom-out", view.nearer(-1)),
        ],
    }  # fmt: skip


def _link(
    request: Request, what: str, cluster: sheet.Cluster, row: Any, view: View
) -> tuple[str, str]:
    """Where a point leads and how it is read out: to what stands there, or nearer to it."""
    if row is not None:
        route = "cases:problem" if what == PROBLEMS else "cases:card"
        return reverse(route, args=[row.pk]), f"{row}: {row.topic or 'тема не определена'}"
    nearer = View(cluster.lat, cluster.lon, view.zoom).nearer(2)
    query = "&".join(part for part in (_kept(request), nearer.query) if part)
    return f"?{query}", f"{cluster.count} рядом: посмотреть ближе"


def _found(request: Request, what: str) -> tuple[Any, Spread]:
    now, actor = timezone.now(), request.actor
    if what == PROBLEMS:
        problems_form = filter_form(request)
        return problems_form, spread_problems(
            actor, matching_problems(actor, problems_form.chosen, now)
        )
    form = feed_form(request)
    if form.broken:
        raise RuleViolation(form.broken)
    return form, spread_cases(actor, matching(actor, form.chosen, now))


def _what(request: Request) -> str:
    return PROBLEMS if request.GET.get("what") == PROBLEMS else "cases"


def _heat(request: Request) -> bool:
    return request.GET.get("look") == "heat"


def _kept(request: Request) -> str:
    """The filters of the address, without where the sheet stands."""
    query = request.GET.copy()
    for gone in ("at", "z"):
        query.pop(gone, None)
    return query.urlencode()
