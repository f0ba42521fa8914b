"""«Сводка»: the figures of a period, and the same as a table to take away."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.analytics import charts, queries, rules
from mcu.analytics.forms import SummaryForm
from mcu.analytics.workbook import workbook
from mcu.cases.queries import classifier_for
from mcu.core import journal
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.queries import blocks, bodies
from mcu.org.rules.roles import Permission, may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def summary(request: Request) -> HttpResponse:
    """The page; wrong dates are told beside their fields, the usual period is shown."""
    require(request.actor, Permission.SUMMARY)
    form, found = _read(request)
    shown = {
        "form": form,
        "presets": form.presets(found.period),
        "chips": form.chips(),
        "summary": found,
        "charts": _charts(found),
        "step": rules.step_name(found.period),
        "may_export": bool(may(request.actor, Permission.EXPORT)),
        "now": timezone.now(),
    }
    return render(request, "analytics/summary.html", shown, status=422 if form.is_misdated else 200)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The tables of the page as one sheet."""
    require(request.actor, Permission.SUMMARY)
    require(request.actor, Permission.EXPORT)
    form, found = _read(request)
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


def _read(request: Request) -> tuple[SummaryForm, queries.Summary]:
    actor = request.actor
    form = SummaryForm(
        request.GET,
        topics=classifier_for(actor.municipality_id).rows,
        bodies=list(bodies(actor)),
        blocks=list(blocks(actor)),
    )
    now = timezone.now()
    period = form.period(timezone.localdate(now))
    place = request.user.municipality
    return form, queries.summary(actor, place, form.base(), period, now, form.order)


def _charts(found: queries.Summary) -> dict[str, Any]:
    url = reverse("cases:feed")
    return {
        "steps": charts.by_step(found.points, url),
        "late": charts.late_by_body(found.by_body, url),
    }
