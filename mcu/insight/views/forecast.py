"""«Прогноз»: the flow of the next four weeks for staffing, with its error shown."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.analytics.queries.slices import whose
from mcu.analytics.views.summary import Reading, reading_for
from mcu.core.tables import Column, Kind
from mcu.insight.forms import ForecastForm
from mcu.insight.queries.forecast import Ahead, ahead, protected
from mcu.insight.rules.expected import LEAST_HISTORY
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import permitted


@login_required
@require_GET
def forecast(request: Request) -> HttpResponse:
    """Weeks by series; `of` draws the days of one of them. The region reads whole weeks, rounded."""
    reading, form, found = _found(request)
    chosen = request.GET.get("of", "")
    drawn = next((line for line in found.lines if line.key == chosen), None)
    shown = {
        "form": form, "found": found, "shared": reading.shared, "place": reading.place,
        "places": reading.places, "young": found.history < LEAST_HISTORY, "chosen": drawn,
        "least": LEAST_HISTORY, "chart": found.charts.get(chosen), "query": request.GET.urlencode(),
        "may_plan": not reading.shared and may(reading.actor, Permission.PROPOSE),
        "may_export": not reading.shared and may(reading.actor, Permission.EXPORT),
    }  # fmt: skip
    return render(request, "insight/forecast.html", shown)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    permitted(request, Permission.SEE)
    _, _, found = _found(request)
    weeks = [column for name in found.week_names for column in _columns(name)]
    head = [
        Column("Ряд", width=36), Column("В день сейчас", Kind.NUMBER, 12),
        Column("Ожидается в день", Kind.NUMBER, 12), *weeks,
        Column("Ошибка за день, среднее", Kind.NUMBER, 14), Column("Внутри полосы, дней", Kind.WHOLE, 12),
    ]  # fmt: skip
    said = [
        "Обычное для дня недели, сезона и праздников, по дням до сегодняшнего; от и до — девять случаев из десяти.",
        f"Ошибка проверена на последних {found.tested_days} днях, которых прогноз не видел.",
    ]
    return sheet("Прогноз", head, _rows(found), by=request.actor, notes=said)


def _found(request: Request) -> tuple[Reading, ForecastForm, Ahead]:
    reading, form = reading_for(request), ForecastForm(request.GET)
    require(reading.actor, Permission.SUMMARY)
    scope = whose(reading.actor, reading.place)
    with timezone.override(reading.place.timezone):
        found = ahead(reading.place, timezone.now(), form.cut, scope)
    return reading, form, protected(found) if reading.shared else found


def _columns(name: str) -> tuple[Column, ...]:
    return tuple(Column(f"{name}{part}", Kind.WHOLE, 12) for part in ("", ", от", ", до"))


def _rows(found: Ahead) -> Iterator[tuple[Any, ...]]:
    for line in found.lines:
        weeks = [number for one in line.weeks for number in (one.middle, one.low, one.high)]
        error = None if line.error is None else round(line.error, 1)
        yield (line.name, round(line.lately, 1), round(line.a_day, 1), *weeks, error, line.inside)
