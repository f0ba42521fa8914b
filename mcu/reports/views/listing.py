"""«Отчёты»: what there is, what is due, what waits for the reader."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, number_of_page, permitted
from mcu.reports import queries
from mcu.reports.actions.preparing import prepare
from mcu.reports.forms import LATE, PrepareForm, ReportsFilter
from mcu.reports.models import Submission
from mcu.reports.rules.life import State

PAGE, MOST_TODAY = 30, 10
COLUMNS = (
    Column("Отчёт", width=60), Column("Период с", Kind.DATE, 12), Column("По", Kind.DATE, 12),
    Column("Версия", Kind.WHOLE, 8), Column("Состояние", width=16), Column("Срок", Kind.DATE, 12),
    Column("Подписан", Kind.MOMENT, 16), Column("Кто подписал", width=30),
)  # fmt: skip


@login_required
@require_GET
def reports(request: Request) -> HttpResponse:
    """Every report once, its last version; the newest period first."""
    permitted(request, Permission.REPORTS_SEE)
    return _shown(request, _prepare_form(request))


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    permitted(request, Permission.REPORTS_SEE)
    return sheet("Отчёты", COLUMNS, _rows(_found(request)[1]), by=request.actor)


@login_required
@require_POST
def make(request: Request) -> HttpResponse:
    """The report of a period by hand, where the program has not made it by itself."""
    permitted(request, Permission.REPORTS)
    form = _prepare_form(request)
    if form.is_valid():
        with beside(form):
            row = prepare(form=form.cleaned_data["form"], period=form.period, by=request.actor)
            messages.success(request, f"{row}: цифры готовы.")
            return redirect("reports:report", row.pk)
    return _shown(request, form, 422)


@login_required
@require_GET
def today(request: Request) -> HttpResponse:
    """The part of «Сегодня»: what waits for the reader."""
    permitted(request, Permission.REPORTS_SEE)
    day = timezone.localdate()
    rows = queries.waiting_for(request.actor)[:MOST_TODAY]
    return render(request, "reports/parts/waiting.html", {"rows": rows, "today": day})


@login_required
@require_GET
def control(request: Request) -> HttpResponse:
    """The part of «Контроль»: reports that are late."""
    permitted(request, Permission.REPORTS_SEE)
    day = timezone.localdate()
    shown = {"rows": queries.overdue(request.actor, day), "today": day, "late": True}
    return render(request, "reports/parts/waiting.html", shown)


def _shown(request: Request, making: PrepareForm, status: int = 200) -> HttpResponse:
    form, found = _found(request)
    all_ = queries.newest(queries.submissions(request.actor))
    counts = queries.state_counts(all_)
    day = timezone.localdate()
    context: dict[str, Any] = {
        "form": form, "page": Paginator(found, PAGE).get_page(number_of_page(request)), "today": day,
        "counts": [(state, counts[state.value]) for state in State],
        "late": all_.filter(queries.late(day)).count(), "query": request.GET.urlencode(),
        "making": making, "prepares": bool(may(request.actor, Permission.REPORTS)),
        "may_export": bool(may(request.actor, Permission.EXPORT)), "mine": _mine(request),
    }  # fmt: skip
    return render(request, "reports/list.html", context, status=status)


def _mine(request: Request) -> set[int]:
    return set(queries.waiting_for(request.actor).values_list("pk", flat=True))


def _prepare_form(request: Request) -> PrepareForm:
    rows = queries.forms(request.actor).filter(active=True).select_related("municipality")
    return PrepareForm(request.POST if request.method == "POST" else None, rows)


def _found(request: Request) -> tuple[ReportsFilter, QuerySet[Submission]]:
    form = ReportsFilter(request.GET, queries.forms(request.actor))
    chosen, rows = form.chosen, queries.newest(queries.submissions(request.actor))
    if chosen.get("state") == LATE:
        rows = rows.filter(queries.late(timezone.localdate()))
    elif "state" in chosen:
        rows = rows.filter(state=chosen["state"])
    if "form" in chosen:
        rows = rows.filter(form__code=chosen["form"])
    if "year" in chosen:
        rows = rows.filter(until__year=chosen["year"])
    if "q" in chosen:
        rows = rows.filter(title__icontains=chosen["q"])
    return form, rows


def _rows(found: QuerySet[Submission]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        signed = timezone.localtime(row.signed_at).replace(tzinfo=None) if row.signed_at else None
        yield (
            row.title, row.since, row.until, row.version, row.get_state_display(), row.due_on, signed,
            row.signed_by,
        )  # fmt: skip
