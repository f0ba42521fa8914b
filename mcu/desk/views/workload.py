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
from mcu.desk.queries.workload import Load
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet

COLUMNS = (
    Column("Блок", width=34),
    Column("Сотрудник", width=34),
    Column("В работе", Kind.WHOLE, 12),
    Column("Просрочено", Kind.WHOLE, 12),
    Column("Срок на этой неделе", Kind.WHOLE, 14),
    Column("Закрыто за 90 дней", Kind.WHOLE, 14),
    Column("Среднее время, часов", Kind.NUMBER, 14),
    Column("Часов в неделю", Kind.NUMBER, 12),
)


@login_required
@require_GET
def workload(request: Request) -> HttpResponse:
    """Blocks with their people; an application to strengthen one begins here."""
    require(request.actor, Permission.PROPOSE)
    rows = queries.workload(request.actor, timezone.now())
    return render(request, "desk/workload.html", {"rows": rows})


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    require(request.actor, Permission.PROPOSE)
    require(request.actor, Permission.EXPORT)
    rows = list(_rows(queries.workload(request.actor, timezone.now())))
    return sheet("Нагрузка", COLUMNS, rows, by=request.actor)


def _rows(found: list[queries.BlockLoad]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        name = row.block.name if row.block else "вне блоков"
        yield (name, "", *_numbers(row.load))
        for each in row.people:
            yield (name, each.person.full_name, *_numbers(each.load))


def _numbers(load: Load) -> tuple[Any, ...]:
    took = round(load.took.total_seconds() / 3600, 1) if load.took else None
    hours = float(load.hours) if load.hours is not None else None
    return (load.open, load.late, load.due, load.closed, took, hours)
