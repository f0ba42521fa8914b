"""«Сводка»: the figures of a period, and the same as a table to take away."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.analytics import charts, queries
from mcu.analytics.forms import SummaryForm
from mcu.analytics.rules import summary as rules
from mcu.analytics.workbook import workbook
from mcu.cases.queries import classifier_for
from mcu.core import journal, wall
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.models import Municipality
from mcu.org.queries import actor_for, blocks, bodies, served
from mcu.org.rules.roles import SERVES_SEVERAL, Actor, Permission, Scope, may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose figures are read, by whom, and what may be chosen beside; `shared`: totals only."""

    actor: Actor
    place: Municipality
    places: list[Municipality]
    shared: bool


@login_required
@require_GET
def summary(request: Request) -> HttpResponse:
    """The page; wrong dates are told beside their fields, the usual period is shown."""
    whose = reading_for(request)
    require(whose.actor, Permission.SUMMARY)
    form, found = _read(request, whose)
    shown = {
        "form": form,
        "presets": form.presets(found.period),
        "chips": form.chips(),
        "summary": found,
        "charts": _charts(found),
        "step": rules.step_name(found.period),
        "may_export": bool(may(whose.actor, Permission.EXPORT)),
        "now": timezone.now(),
        "shared": whose.shared,
        "place": whose.place,
        "places": whose.places,
    }
    return render(request, "analytics/summary.html", shown, status=422 if form.is_misdated else 200)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The tables of the page as one sheet."""
    whose = reading_for(request)
    require(whose.actor, Permission.SUMMARY)
    require(whose.actor, Permission.EXPORT)
    form, found = _read(request, whose)
    narrowed = [chip.label for chip in form.chips()]
    journal.record(
        "summary.export",
        by=request.actor,
        municipality_id=request.actor.municipality_id,
        after={"since": found.period.since, "until": found.period.until, "format": "xlsx"},
    )
    name = f"svodka-{found.period.since:%Y-%m-%d}-{found.period.until:%Y-%m-%d}.xlsx"
    return FileResponse(
        workbook(found, narrowed, timezone.localtime()),
        as_attachment=True,
        filename=name,
        content_type=XLSX,
    )


def reading_for(request: Request) -> Reading:
    """One's own municipality, or for a methodologist the chosen one of those served, else 404."""
    own, home = request.actor, request.user.municipality
    if not own.roles & SERVES_SEVERAL:
        return Reading(own, home, [], shared=False)
    places = served(own)
    code = request.GET.get("place", home.code)
    chosen = next((place for place in places if place.code == code), None)
    if chosen is None:
        raise Http404("Сводка этого муниципалитета вам не открыта.")
    wall.admit(chosen.pk)
    actor = own if chosen == home else actor_for(request.user, place=chosen)
    scopes = {right.scope for _, right in actor.held(Permission.SUMMARY)}
    return Reading(actor, chosen, places, shared=scopes == {Scope.REGION})


def _read(request: Request, whose: Reading) -> tuple[SummaryForm, queries.Summary]:
    actor = whose.actor
    form = SummaryForm(
        request.GET,
        topics=classifier_for(actor.municipality_id).rows,
        bodies=list(bodies(actor)),
        blocks=list(blocks(actor)),
    )
    now = timezone.now()
    with timezone.override(whose.place.timezone):
        period = form.period(timezone.localdate(now))
        found = queries.summary(actor, whose.place, form.base(), period, now, form.order)
    return form, queries.protected(found) if whose.shared else found


def _charts(found: queries.Summary) -> dict[str, Any]:
    url = reverse("cases:feed")
    return {
        "steps": charts.by_step(found.points, url),
        "late": charts.late_by_body(found.by_body, url),
    }
