"""«Состав центра» on any day, and its history."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.core.tables import Column, Kind
from mcu.org import actions, queries
from mcu.org.middleware import Request
from mcu.org.models import Duty
from mcu.org.queries.composition import Held, RoleGroup
from mcu.org.rules.roles import Permission, Role, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import day_of, number_of_page, words_of

PAGE = 100
COLUMNS = (
    Column("Роль", width=34),
    Column("ФИО", width=34),
    Column("Должность", width=40),
    Column("Где", width=34),
    Column("С", Kind.DATE, 12),
    Column("По", Kind.DATE, 12),
    Column("Основание", width=40),
    Column("Постоянная работа в МЦУ с", Kind.DATE, 16),
    Column("Инструкция актуализирована", Kind.DATE, 16),
    Column("Вне муниципальной службы", width=16),
    Column("Источник оплаты", width=24),
    Column("Замещает", width=24),
)


@login_required
@require_GET
def composition(request: Request) -> HttpResponse:
    """Who holds what on the chosen day."""
    day, everybody = _day(request), request.GET.get("scope") == "all"
    groups = queries.composition(request.actor, day, everybody=everybody)
    context = {
        "groups": groups,
        "people": len({held.duty.person_id for group in groups for held in group.held}),
        "day": day,
        "today": timezone.localdate(),
        "everybody": everybody,
        "query": urlencode({"on": day.isoformat(), "scope": "all" if everybody else ""}),
        "may_open": may(request.actor, Permission.SETTINGS),
        "may_change": may(request.actor, Permission.ORGANISATION),
    }
    return render(request, "org/composition.html", context)


@login_required
@require_GET
def history(request: Request) -> HttpResponse:
    """Every duty there was: who, what, from when until when, by which act."""
    everybody, role = request.GET.get("scope") == "all", request.GET.get("role", "")
    words = words_of(request)
    found = queries.history(request.actor, everybody=everybody, role=role, words=words)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    context = {
        "page": page,
        "q": words,
        "role": role,
        "roles": Role,
        "everybody": everybody,
        "may_open": may(request.actor, Permission.SETTINGS),
        "today": timezone.localdate(),
    }
    return render(request, "org/composition_history.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The composition of the chosen day as a spreadsheet."""
    actions.require(request.actor, Permission.SETTINGS)
    day, everybody = _day(request), request.GET.get("scope") == "all"
    groups = queries.composition(request.actor, day, everybody=everybody)
    notes = (f"Состав на {day:%d.%m.%Y}: {request.user.municipality}.",)
    return sheet("Состав центра", COLUMNS, _rows(groups), by=request.actor, notes=notes)


def _rows(groups: list[RoleGroup]) -> Iterator[tuple[Any, ...]]:
    for group in groups:
        for held in group.held:
            yield _row(held, held.duty)


def _row(held: Held, duty: Duty) -> tuple[Any, ...]:
    marks = held.marks
    return (
        duty.get_role_display(), duty.person.full_name, duty.person.position, held.place,
        duty.since, duty.until, duty.act,
        marks and marks.permanent_since, marks and marks.instruction_on,
        "да" if marks and marks.outside_service else "",
        marks.get_pay_display() if marks else "",
        held.away.substitute.full_name if held.away else "",
    )  # fmt: skip


def _day(request: Request) -> date:
    return day_of(request) or timezone.localdate()
