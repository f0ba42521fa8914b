"""«Конфликты»: the register, a record, its steps."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import queries as cases
from mcu.cases.forms import cleaned
from mcu.core.tables import Column
from mcu.org import queries as org
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, key_of, number_of_page, permitted, status
from mcu.quality import actions, queries
from mcu.quality.forms import ConflictFilter, ConflictForm, StepForm
from mcu.quality.models import Conflict
from mcu.quality.rules.conflict import STEPS, ConflictState
from mcu.quality.views.frame import reading

PAGE = 30
COLUMNS = (
    Column("Что случилось", width=28), Column("Состояние", width=18), Column("Орган", width=34),
    Column("Сообщение", width=18), Column("Описание", width=60), Column("Рекомендация", width=60),
    Column("Что сделано", width=60), Column("Откуда", width=20), Column("Когда", width=18),
)  # fmt: skip


@login_required
@require_GET
def conflicts(request: Request) -> HttpResponse:
    """The register, narrowed by the URL; above it how many of each state."""
    leads = reading(request)
    form, found = _found(request)
    counts = dict(
        queries.conflicts(request.actor).order_by().values_list("state").annotate(n=Count("pk"))
    )
    context = {
        "form": form, "leads": leads, "query": request.GET.urlencode(),
        "page": Paginator(found, PAGE).get_page(number_of_page(request)),
        "states": [(state, counts.get(state, 0)) for state in ConflictState],
    }  # fmt: skip
    return render(request, "quality/conflicts.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    reading(request)
    return sheet("Конфликты", COLUMNS, _rows(_found(request)[1]), by=request.actor)


@login_required
def report(request: Request) -> HttpResponse:
    """A new record; `?case=` names the message it is about."""
    permitted(request, Permission.QUALITY)
    number = key_of(request, "case")
    case = cases.case_for(request.actor, number) if number else None
    form = ConflictForm(
        request.POST or None,
        bodies=list(org.bodies(request.actor)),
        given=case.body if case else None,
    )
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = actions.report(case=case, by=request.actor, **form.cleaned_data)
            messages.success(request, "Записано в реестр. Ниже — предложенная рекомендация.")
            return redirect("quality:conflict", made.pk)
    context = {"form": form, "case": case, "leads": True}
    return render(request, "quality/report.html", context, status=status(form))


@login_required
@require_GET
def conflict(request: Request, pk: int) -> HttpResponse:
    leads = reading(request)
    found = queries.conflict_for(request.actor, pk)
    steps = [(name, step) for name, step in STEPS.items() if found.state in step.sources]
    context = {"conflict": found, "leads": leads, "steps": steps if leads else []}
    return render(request, "quality/conflict.html", context)


@login_required
@require_POST
def advance(request: Request, pk: int, act: str) -> HttpResponse:
    permitted(request, Permission.QUALITY)
    found = queries.conflict_for(request.actor, pk)
    words = cleaned(StepForm(request.POST))["words"]
    row = actions.advance(conflict=found, act=act, words=words, by=request.actor)
    messages.success(request, f"{row}: {row.get_state_display().lower()}.")
    return redirect("quality:conflict", pk)


def _found(request: Request) -> tuple[ConflictFilter, QuerySet[Conflict]]:
    form = ConflictFilter(request.GET, bodies=list(org.bodies(request.actor)))
    form.is_valid()
    given, rows = form.cleaned_data, queries.conflicts(request.actor)
    for name in ("state", "kind", "body"):
        if given.get(name):
            rows = rows.filter(**{name: given[name]})
    if words := given.get("q"):
        rows = rows.filter(
            Q(words__icontains=words)
            | Q(advice__icontains=words)
            | Q(case__number__icontains=words)
        )
    return form, rows


def _rows(found: QuerySet[Conflict]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        yield (
            row.get_kind_display(), row.get_state_display(), str(row.body or ""),
            row.case.number if row.case else "", row.words, row.advice, row.outcome,
            row.get_found_display(), timezone.localtime(row.at),
        )  # fmt: skip
