"""«Нагрузка»: how busy people and blocks are."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.core.tables import Column, Kind
from mcu.desk import queries
from mcu.desk.queries.staffing import with_staffing
from mcu.desk.queries.workload import BlockLoad, Load
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import me

COLUMNS = (
    Column("Блок", width=34),
    Column("Сотрудник или орган", width=34),
    Column("В работе", Kind.WHOLE, 12),
    Column("Просрочено", Kind.WHOLE, 12),
    Column("Срок на этой неделе", Kind.WHOLE, 14),
    Column("Закрыто за 90 дней", Kind.WHOLE, 14),
    Column("Поступило за 4 недели", Kind.WHOLE, 14),
    Column("Закрыто за 4 недели", Kind.WHOLE, 14),
    Column("Среднее время, часов", Kind.NUMBER, 14),
    Column("Часов в неделю", Kind.NUMBER, 12),
    Column("Людей", Kind.WHOLE, 10),
    Column("Ожидается за 4 недели", Kind.WHOLE, 14),
    Column("от", Kind.WHOLE, 10),
    Column("до", Kind.WHOLE, 10),
)


@login_required
@require_GET
def workload(request: Request) -> HttpResponse:
    """Blocks with their people; an application to strengthen one begins here."""
    require(request.actor, Permission.PROPOSE)
    return render(request, "desk/workload.html", {"rows": _loads(request)})


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    require(request.actor, Permission.PROPOSE)
    require(request.actor, Permission.EXPORT)
    rows = list(_rows(_loads(request)))
    return sheet("Нагрузка", COLUMNS, rows, by=request.actor)


def _loads(request: Request) -> list[BlockLoad]:
    now = timezone.now()
    rows = queries.workload(request.actor, now)
    with_staffing(rows, request.actor, me(request).municipality, now)
    return rows


def _rows(found: list[BlockLoad]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        name = row.block.name if row.block else "вне блоков"
        ahead = row.staffing
        span = (ahead.expected, ahead.low, ahead.high) if ahead else (None, None, None)
        yield (name, "", *_numbers(row.load), row.staff, *span)
        for body, load in row.bodies:
            yield (name, str(body), *_numbers(load), None, None, None, None)
        for each in row.people:
            yield (name, each.person.full_name, *_numbers(each.load), None, None, None, None)


def _numbers(load: Load) -> tuple[Any, ...]:
    took = round(load.took.total_seconds() / 3600, 1) if load.took else None
    hours = float(load.hours) if load.hours is not None else None
    return (load.open, load.late, load.due, load.closed, load.came, load.gone, took, hours)
