"""«Рост»: why a channel brings more or less than before, by parts that add up."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.analytics.views.summary import Reading
from mcu.core.tables import Column, Kind
from mcu.insight.forms import GrowthForm
from mcu.insight.queries import growth as queries
from mcu.insight.queries.growth import Growth
from mcu.insight.views.frame import reader
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import permitted, status

COLUMNS = (
    Column("Разрез", width=24), Column("Значение", width=50), Column("Было", Kind.WHOLE, 10),
    Column("Стало", Kind.WHOLE, 10), Column("Изменение", Kind.WHOLE, 12),
)  # fmt: skip


@login_required
@require_GET
def growth(request: Request) -> HttpResponse:
    whose = reader(request)
    form, found = _found(request, whose)
    shown = {
        "form": form, "growth": found, "query": request.GET.urlencode(), "place": whose.place,
        "places": whose.places, "shared": whose.shared,
        "may_export": not whose.shared and may(whose.actor, Permission.EXPORT),
    }  # fmt: skip
    return render(request, "insight/growth.html", shown, status=status(form))


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    permitted(request, Permission.SEE)
    found = _found(request, reader(request))[1]
    said = [f"Период {found.period.words}, сравнение с {found.before.words}.", *found.words]
    return sheet("Рост по частям", COLUMNS, _rows(found), by=request.actor, notes=said)


def _found(request: Request, whose: Reading) -> tuple[GrowthForm, Growth]:
    form = GrowthForm(request.GET)
    with timezone.override(whose.place.timezone):
        period = form.period(timezone.localdate())
    given = form.cleaned_data
    found = queries.growth(
        whose.actor, whose.place, period, given.get("compared") or "before",
        given.get("system") or "", shared=whose.shared,
    )  # fmt: skip
    return form, found


def _rows(found: Growth) -> Iterator[tuple[Any, ...]]:
    for cut in found.cuts:
        for part in cut.parts:
            yield cut.title, part.name, part.before, part.now, part.change
        yield cut.title, "Всего", found.count_before, found.count_now, found.change
