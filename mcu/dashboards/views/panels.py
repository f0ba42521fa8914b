"""«Сводка»: the panels of one's role, which one may choose and order."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.analytics.sheets import heat_of, words_of
from mcu.analytics.views.summary import Reading, reading_for
from mcu.dashboards.actions import panels as acts
from mcu.dashboards.queries import panels as queries
from mcu.dashboards.queries.panels import Filled
from mcu.dashboards.rules.panels import open_to
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted

AT_ONCE = frozenset({"figures", "mine"})  # the rest asks for itself, side by side
ACTS = frozenset({"add", "remove", "up", "down"})


@login_required
@require_GET
def board(request: Request) -> HttpResponse:
    reading, now = reading_for(request), timezone.now()
    require(reading.actor, Permission.SUMMARY)
    codes, own = queries.codes_of(request.actor)
    reader = queries.reader_of(reading.actor, reading.place, now, shared=reading.shared)
    with timezone.override(reading.place.timezone):
        found = queries.filled(reader, codes, at_once=AT_ONCE)
    shown = {
        "panels": [_shown(one, _more(reading)) for one in found], "own": own, "shared": reading.shared,
        "place": reading.place, "places": reading.places, "may_wall": may(request.actor, Permission.WALL),
        "as_of": reader.manifest.as_of if reader.manifest else now,
    }  # fmt: skip
    return render(request, "dashboards/board.html", shown)


@login_required
@require_GET
def panel(request: Request, code: str) -> HttpResponse:
    """One of them: for the board the part by itself, without it a page."""
    reading = reading_for(request)
    require(reading.actor, Permission.SUMMARY)
    if code not in open_to(request.actor):
        raise Http404("Такой панели нет или она вам не открыта.")
    reader = queries.reader_of(reading.actor, reading.place, timezone.now(), shared=reading.shared)
    with timezone.override(reading.place.timezone):
        (found,) = queries.filled(reader, [code])
    each = _shown(found, _more(reading))
    shown = {"each": each, "panel": found.panel, "shared": reading.shared, "place": reading.place}
    template = "dashboards/parts/panel.html" if request.htmx else "dashboards/panel.html"
    return render(request, template, shown)


@login_required
@require_GET
def arrange(request: Request) -> HttpResponse:
    """Which panels there are and in which order mine stand."""
    permitted(request, Permission.SUMMARY)
    codes, own = queries.codes_of(request.actor)
    known = open_to(request.actor)
    shown = {
        "chosen": [known[code] for code in codes], "own": own,
        "others": [panel for code, panel in known.items() if code not in codes],
    }  # fmt: skip
    return render(request, "dashboards/arrange.html", shown)


@login_required
@require_POST
def change(request: Request) -> HttpResponse:
    permitted(request, Permission.SUMMARY)
    act = request.POST.get("act", "")
    if act == "reset":
        acts.reset(by=request.actor)
        messages.success(request, "Панели снова такие, как положено вашей роли.")
    elif act in ACTS:
        acts.arrange(act=act, code=request.POST.get("panel", ""), by=request.actor)
    return redirect("dashboards:arrange")


def _more(reading: Reading) -> str:
    return f"&place={reading.place.code}" if reading.shared else ""


def _shown(found: Filled, more: str) -> dict[str, Any]:
    """A panel as the template writes it: words of cells, where it opens."""
    shown: dict[str, Any] = {"panel": found.panel, "figures": found.figures, "lines": found.lines}
    own = reverse("dashboards:panel", args=[found.panel.code])
    shown |= {"lazy": found.lazy, "own_url": f"{own}?{more[1:]}" if more else own}
    feed = found.panel.kind == "mine"
    door = reverse("cases:feed") if feed else reverse("analytics:slices")
    shown["figures"] = [
        (one, f"{door}?{urlencode(one.query, doseq=True)}{more}") for one in found.figures
    ]
    if found.query:
        shown["url"] = f"{door}?{urlencode(found.query, doseq=True)}{more}"
    if found.grid:
        measures = found.grid.measures
        shown["measures"] = measures
        shown["rows"] = [
            (
                line.head.label,
                [
                    (words_of(*pair), heat_of(*pair))
                    for pair in zip(line.total, measures, strict=True)
                ],
                line.before[0].value if line.before else None,
            )
            for line in found.grid.lines
            if any(cell.base for cell in line.total)
        ]
    return shown
