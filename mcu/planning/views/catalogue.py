"""«Показатели»: the catalogue, one indicator with its values, entering and correcting them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.coordination.views.frame import charging, place_of
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, number_of_page, permitted, words_of
from mcu.planning.actions import catalogue as acts
from mcu.planning.actions.entering import Entry, enter
from mcu.planning.forms import EntryForm, IndicatorForm
from mcu.planning.models import Indicator
from mcu.planning.queries import catalogue as queries
from mcu.planning.rules import cadence as periods
from mcu.planning.rules.standing import Standing
from mcu.planning.views.frame import enters, page, reads

PAGE, CORRECTIONS, TODAY = 60, 30, 5


@login_required
@require_GET
def indicators(request: Request) -> HttpResponse:
    """Every indicator with its last value; `?mine=1` those the reader enters, `?waits=1` those that wait."""
    actor = reads(request)
    rows = list(queries.indicators(actor, words_of(request)))
    own = {row.pk for row in queries.mine(actor, rows)}
    shown = {
        "rows": list(_narrowed(request, rows, own)), "query": words_of(request), "enters": bool(own),
        "leads": bool(may(actor, Permission.TERRITORY)), "narrowed": bool(request.GET),
    }  # fmt: skip
    return page(request, "indicators", shown)


@login_required
@require_GET
def today(request: Request) -> HttpResponse:
    """A block of «Сегодня»: what waits to be entered by the reader; nothing when nothing does."""
    actor, day = enters(request), timezone.localdate()
    own = queries.mine(actor, queries.indicators(actor).filter(active=True))
    points = queries.points_of(own)
    standings = [(row, queries.standing(row, points.get(row.pk, {}), day)) for row in own]
    waits = [row for row, stands in standings if stands.is_waited_for]
    rows = [(row, periods.words(row.cadence, periods.finished(row.cadence, day))) for row in waits]
    shown = {"rows": rows[:TODAY], "total": len(rows)}
    return page(request, "parts/today", shown) if rows else HttpResponse()


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    permitted(request, Permission.TERRITORY)
    form = IndicatorForm(request.POST or None, **charging(request))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            row = acts.add(place=place_of(request), given=form.cleaned_data, by=request.actor)
            messages.success(request, f"Показатель «{row}» добавлен. Внесите его значения.")
            return redirect("planning:indicator", row.pk)
    return _form(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.TERRITORY)
    row = queries.indicator_for(request.actor, pk)
    form = IndicatorForm(request.POST or None, row=row, **charging(request))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            acts.change(indicator=row, given=form.cleaned_data, by=request.actor)
            messages.success(request, "Сохранено.")
            return redirect("planning:indicator", pk)
    return _form(request, form, row)


@login_required
@require_POST
def turn(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.TERRITORY)
    row = acts.turn(indicator=queries.indicator_for(request.actor, pk), by=request.actor)
    messages.success(
        request,
        "Показатель снова ведётся."
        if row.active
        else "Показатель снят с ведения, значения остались.",
    )
    return redirect("planning:indicator", pk)


@login_required
@require_http_methods(["GET", "POST"])
def indicator(request: Request, pk: int) -> HttpResponse:
    """Its values, the newest first, what was corrected and why; its owner enters the next one here."""
    actor = reads(request)
    row = queries.indicator_for(actor, pk)
    form = _entry(request, row)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            enter(indicator=row, entry=Entry(**form.cleaned_data), by=actor)
            messages.success(request, "Значение сохранено.")
            return redirect("planning:indicator", pk)
    return _shown(request, row, form)


def _narrowed(
    request: Request, rows: list[Indicator], own: set[int]
) -> Iterator[tuple[Indicator, Standing, bool]]:
    """Each with how it stands and whether the reader enters it."""
    points, day = queries.points_of(rows), timezone.localdate()
    for row in rows:
        stands = queries.standing(row, points.get(row.pk, {}), day)
        waits = row.active and stands.is_waited_for
        asked = row.pk in own or not request.GET.get("mine")
        if asked and (waits or not request.GET.get("waits")):
            yield row, stands, row.pk in own


def _entry(request: Request, row: Indicator) -> EntryForm:
    """The period that waits is chosen already."""
    today = timezone.localdate()
    waits = periods.finished(row.cadence, today).isoformat()
    names = queries.known_settlements(request.actor) if row.by_settlement else []
    return EntryForm(
        request.POST or None, row=row, settlements=names, today=today, initial={"since": waits}
    )


def _shown(request: Request, row: Indicator, form: EntryForm) -> HttpResponse:
    actor = request.actor
    points = queries.points_of([row])
    values = row.values.select_related("indicator")
    shown: dict[str, Any] = {
        "row": row, "form": form, "enters": queries.may_enter(actor, row),
        "standing": queries.standing(row, points.get(row.pk, {}), timezone.localdate()),
        "values": Paginator(values, PAGE).get_page(number_of_page(request)),
        "corrections": row.corrections.select_related("indicator")[:CORRECTIONS],
        "leads": bool(may(actor, Permission.TERRITORY)),
    }  # fmt: skip
    return page(request, "indicator", shown, form)


def _form(request: Request, form: IndicatorForm, row: Indicator | None) -> HttpResponse:
    return page(request, "write", {"form": form, "row": row}, form)
