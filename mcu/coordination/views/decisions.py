"""«Решения»: the register of management decisions with the data they rest on."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.forms import cleaned
from mcu.coordination import queries
from mcu.coordination.actions import decisions as acts
from mcu.coordination.actions.decisions import Decided
from mcu.coordination.forms import DecisionFilter, DecisionForm, GroundForm, StepForm, chosen
from mcu.coordination.models import Decision
from mcu.coordination.rules.states import DECISION_STEPS, DecisionState
from mcu.coordination.views.frame import listing, order, order_form, place_of, reading, tasks_of
from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, permitted, status

COLUMNS = (
    Column("№", Kind.WHOLE, 8), Column("Дата", Kind.DATE), Column("Кто решил", width=30),
    Column("О чём", width=44), Column("Решение", width=60), Column("На чём основано", width=60),
    Column("Ожидаемый результат", width=44), Column("Проверить", Kind.DATE),
    Column("Состояние", width=22), Column("Что вышло", width=60),
)  # fmt: skip


@login_required
@require_GET
def decisions(request: Request) -> HttpResponse:
    form, found = _found(request)
    shown = listing(request, found, form) | {"today": timezone.localdate()}
    return render(request, "coordination/decisions.html", shown)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    reading(request)
    return sheet("Управленческие решения", COLUMNS, _rows(_found(request)[1]), by=request.actor)


@login_required
def record(request: Request) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    form = DecisionForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with beside(form):
            decided = Decided(**form.cleaned_data)
            made = acts.record(municipality=place_of(request), decided=decided, by=request.actor)
            messages.success(request, f"{made} записано. Добавьте данные, на которых оно основано.")
            return redirect("coordination:decision", made.pk)
    shown = {"form": form, "title": "Новое решение", "leads": True}
    return render(request, "coordination/write.html", shown, status=status(form))


@login_required
@require_GET
def decision(request: Request, pk: int) -> HttpResponse:
    return _shown(request, queries.decision_for(request.actor, pk))


@login_required
@require_POST
def ground(request: Request, pk: int) -> HttpResponse:
    """A problem, a cause, a list: with the figure as it stands."""
    permitted(request, Permission.COORDINATION)
    found, form = queries.decision_for(request.actor, pk), GroundForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with beside(form):
            host = request.get_host()
            data = queries.data_for(request.actor, given["kind"], given["reference"], host)
            data = queries.named(data, given["title"], given["figure"], given["figure_on"])
            acts.ground(decision=found, data=data, by=request.actor)
            return redirect("coordination:decision", pk)
    return _shown(request, found, ground_form=form)


@login_required
@require_POST
def charge(request: Request, pk: int) -> HttpResponse:
    """A task by which the decision is carried out."""
    permitted(request, Permission.COORDINATION)
    found, form = queries.decision_for(request.actor, pk), order_form(request, request.POST)
    if form.is_valid():
        with beside(form):
            url = reverse("coordination:decision", args=[pk])
            task = order(request, found, form, url, "order")
            messages.success(request, f"{task} поставлена: {task.whom}.")
            return redirect("coordination:decision", pk)
    return _shown(request, found, form=form)


@login_required
@require_POST
def advance(request: Request, pk: int, act: str) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found = queries.decision_for(request.actor, pk)
    words = cleaned(StepForm(request.POST))["words"]
    row = acts.advance(decision=found, act=act, words=words, by=request.actor)
    messages.success(request, f"{row}: {row.get_state_display().lower()}.")
    return redirect("coordination:decision", pk)


def _shown(request: Request, found: Decision, **bound: Any) -> HttpResponse:
    leads = reading(request)
    steps = [(name, step) for name, step in DECISION_STEPS.items() if found.state in step.sources]
    shown = {
        "decision": found, "leads": leads, "steps": steps if leads else [],
        "live": leads and found.state == DecisionState.TAKEN, "today": timezone.localdate(),
        "grounds": list(found.grounds.all()), "tasks": tasks_of(request, found),
        "form": order_form(request), "ground_form": GroundForm(auto_id="ground_%s"),
    }  # fmt: skip
    wrong = any(form.errors for form in bound.values())
    return render(
        request, "coordination/decision.html", shown | bound, status=422 if wrong else 200
    )


def _found(request: Request) -> tuple[Any, QuerySet[Decision]]:
    form, given = chosen(DecisionFilter)(request.GET)
    rows = queries.decisions(request.actor)
    asked = {"state": "state", "since": "on__gte", "until": "on__lte"}
    rows = rows.filter(**{asked[name]: given[name] for name in asked if name in given})
    if given.get("due"):
        rows = rows.filter(state=DecisionState.TAKEN, review_on__lte=timezone.localdate())
    if words := given.get("q"):
        named = Q(title__icontains=words) | Q(text__icontains=words)
        rows = rows.filter(named | Q(decider__icontains=words) | Q(outcome__icontains=words))
    return form, rows


def _rows(found: QuerySet[Decision]) -> Iterator[tuple[Any, ...]]:
    for row in found.prefetch_related("grounds"):
        grounds = "; ".join(
            f"{ground.name}: {ground.figure}" if ground.figure else ground.name
            for ground in row.grounds.all()
        )
        yield (
            row.number, row.on, row.decider, row.title, row.text, grounds, row.expected,
            row.review_on, row.get_state_display(), row.outcome,
        )  # fmt: skip
