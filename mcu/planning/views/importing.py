"""A file of values: its template, taking it in, the rows that were refused."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mcu.coordination.views.frame import place_of
from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside
from mcu.planning.actions.importing import take_in
from mcu.planning.forms import ValuesFileForm
from mcu.planning.models import IndicatorValue
from mcu.planning.queries import catalogue as queries
from mcu.planning.rules import cadence as periods
from mcu.planning.views.frame import enters, page
from mcu.web.sheets import form_of, table_file

RUNS, TOLD = 20, 50
BLANK = (
    Column("Показатель", width=48), Column("Единица", width=12), Column("Населённый пункт", width=28),
    Column("Период", width=12), Column("Значение", Kind.NUMBER, 14), Column("Примечание", width=40),
)  # fmt: skip
REFUSED = (
    Column("Строка файла", Kind.WHOLE, 8), Column("Почему отклонена", width=52),
    Column("Показатель", width=48), Column("Населённый пункт", width=28), Column("Период", width=12),
    Column("Значение", width=14), Column("Примечание", width=40),
)  # fmt: skip
HOW = (
    "Впишите значения и загрузите файл; строки без значения пропускаются.",
    "Период пишется так: 2026-03 (месяц), 2026-Q1 (квартал), 2026 (год). Проценты — числом 25, а не 0,25.",
    "Другое значение за уже внесённый период исправит его; прежнее останется в истории.",
)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Files taken in, the newest first; the last one says its refused rows."""
    actor = enters(request)
    form = ValuesFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with beside(form, "file"):
            run = take_in(place=place_of(request), file=given, name=given.name, by=actor)
            return redirect("planning:file", run.pk)
    shown = {"form": form, "runs": queries.imports(actor)[:RUNS]}
    return page(request, "upload", shown, form)


@login_required
@require_GET
def file(request: Request, pk: int) -> HttpResponse:
    run = queries.import_for(enters(request), pk)
    return page(request, "file", {"run": run, "rejects": run.rejects[:TOLD]})


@login_required
@require_GET
def rejects(request: Request, pk: int) -> FileResponse:
    """The rows that were not taken with the reasons; mended, the same file may be taken in."""
    actor = enters(request)
    run = queries.import_for(actor, pk)
    return sheet("Отклонённые показатели", REFUSED, run.rejects, by=actor, form=form_of(request))


@login_required
@require_GET
def template(request: Request) -> FileResponse:
    """What the reader has to enter: the last finished period of each indicator, without what is there."""
    rows = _waiting(enters(request))
    return table_file("Показатели территории", BLANK, rows, form=form_of(request), notes=HOW)[0]


def _waiting(actor: Actor) -> Iterator[list[Any]]:
    today = timezone.localdate()
    rows = queries.mine(actor, queries.indicators(actor).filter(active=True))
    names = queries.known_settlements(actor) if any(row.by_settlement for row in rows) else []
    known = set(
        IndicatorValue.objects.filter(indicator__in=rows).values_list(
            "indicator_id", "settlement", "since"
        )
    )
    for row in rows:
        since = periods.finished(row.cadence, today)
        for where in ["", *names] if row.by_settlement else [""]:
            if (row.pk, where, since) not in known:
                yield [row.name, row.unit, where, periods.written(row.cadence, since), None, ""]
