"""«Показатели»: who answers for each obligatory indicator in each block."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.core.tables import Column, Kind
from mcu.org import actions, queries
from mcu.org.forms import IndicatorForm, OwnerForm
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, key_of, permitted, status

PAST = 100
COLUMNS = (
    Column("Показатель", width=50),
    Column("Чем установлен", width=24),
    Column("Где", width=34),
    Column("Ответственный", width=34),
    Column("С", Kind.DATE, 12),
    Column("Основание", width=40),
)


@login_required
@require_GET
def indicators(request: Request) -> HttpResponse:
    initial = {"indicator": request.GET.get("indicator", ""), "block": key_of(request, "block")}
    return _page(request, _owner_form(request, None, initial), IndicatorForm(auto_id="new_%s"))


@login_required
@require_POST
def set_owner(request: Request) -> HttpResponse:
    permitted(request, Permission.ORGANISATION)
    form = _owner_form(request, request.POST)
    if form.is_valid():
        with beside(form):
            row = actions.set_owner(
                municipality=request.user.municipality, by=request.actor, **form.cleaned_data
            )
            messages.success(request, f"Отвечает {row.person}.")
            return redirect("org:indicators")
    return _page(request, form, IndicatorForm(auto_id="new_%s"))


@login_required
@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    owner = get_object_or_404(queries.owners(actor), pk=pk)
    actions.release_owner(owner=owner, by=actor)
    messages.success(request, f"{owner.person} отвечает по сегодняшний день.")
    return redirect("org:indicators")


@login_required
@require_POST
def add(request: Request) -> HttpResponse:
    permitted(request, Permission.ORGANISATION)
    form = IndicatorForm(request.POST, auto_id="new_%s")
    if form.is_valid():
        with beside(form, "name"):
            row = actions.add_indicator(
                municipality=request.user.municipality, by=request.actor, **form.cleaned_data
            )
            messages.success(request, f"Показатель «{row}» добавлен.")
            return redirect("org:indicators")
    return _page(request, _owner_form(request, None), form)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.SETTINGS)
    return sheet("Ответственные за показатели", COLUMNS, _rows(request), by=request.actor)


def _rows(request: Request) -> Iterator[tuple[Any, ...]]:
    for row in queries.ownership(request.actor, request.user.municipality):
        for cell in row.cells:
            owner = cell.owner
            yield (
                row.indicator.name, row.indicator.source,
                cell.block.name if cell.block else "весь центр",
                owner.person.full_name if owner else "", owner and owner.since,
                owner.act if owner else "",
            )  # fmt: skip


def _owner_form(request: Request, data: Any, initial: Any = None) -> OwnerForm:
    known = queries.indicators_of(request.user.municipality)
    return OwnerForm(data, initial=initial, actor=request.actor, indicators=known)


def _page(request: Request, owner_form: OwnerForm, form: IndicatorForm) -> HttpResponse:
    context = {
        "rows": queries.ownership(request.actor, request.user.municipality),
        "past": queries.owners(request.actor).filter(until__isnull=False)[:PAST],
        "owner_form": owner_form,
        "form": form,
        "may_change": may(request.actor, Permission.ORGANISATION),
        "may_export": may(request.actor, Permission.SETTINGS),
    }
    code = max(status(owner_form), status(form))
    return render(request, "org/indicators.html", context, status=code)
