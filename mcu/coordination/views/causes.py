"""«Первопричины»: the register, a cause with its group of messages and its measures."""

from collections.abc import Iterator
from datetime import timedelta
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
from mcu.cases.queries import topics_of
from mcu.cases.queries.problem import problem_for, problems_for
from mcu.coordination import queries
from mcu.coordination.actions import causes as acts
from mcu.coordination.actions.causes import CauseText
from mcu.coordination.forms import CauseFilter, CauseForm, StepForm, chosen
from mcu.coordination.models import Cause
from mcu.coordination.rules.states import CAUSE_STEPS, CauseState
from mcu.coordination.views.frame import listing, order, order_form, place_of, reading, tasks_of
from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, key_of, permitted, status

OPEN = frozenset({CauseState.SUPPOSED, CauseState.CONFIRMED})
COLUMNS = (
    Column("№", Kind.WHOLE, 8), Column("Первопричина", width=60), Column("Вид", width=34),
    Column("Состояние", width=18), Column("Тема", width=28), Column("Место", width=28),
    Column("Проблем", Kind.WHOLE, 10), Column("Дорожных карт", Kind.WHOLE, 14),
    Column("Кто установил", width=28), Column("Чем установлено", width=50),
    Column("Чем закончилось", width=50),
)  # fmt: skip


@login_required
@require_GET
def causes(request: Request) -> HttpResponse:
    form, found = _found(request)
    return render(request, "coordination/causes.html", listing(request, found, form))


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    reading(request)
    return sheet("Первопричины", COLUMNS, _rows(_found(request)[1]), by=request.actor)


@login_required
def enter(request: Request) -> HttpResponse:
    """A new cause; `?problem=` names the problem it is found behind."""
    permitted(request, Permission.COORDINATION)
    key = key_of(request, "problem")
    problem = problem_for(request.actor, key) if key else None
    form = _form(request, initial={"problems": problem.number if problem else ""})
    if request.method == "POST" and form.is_valid():
        with beside(form):
            text = CauseText(**form.cleaned_data)
            made = acts.enter(municipality=place_of(request), text=text, by=request.actor)
            messages.success(request, f"{made} записана.")
            return redirect("coordination:cause", made.pk)
    shown = {"form": form, "title": "Новая первопричина", "leads": True}
    return render(request, "coordination/write.html", shown, status=status(form))


@login_required
@require_GET
def cause(request: Request, pk: int) -> HttpResponse:
    return _shown(request, queries.cause_for(request.actor, pk))


@login_required
def change(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found = queries.cause_for(request.actor, pk)
    form = _form(request, initial=_initial(request, found))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            acts.change(cause=found, text=CauseText(**form.cleaned_data), by=request.actor)
            messages.success(request, f"{found} изменена.")
            return redirect("coordination:cause", pk)
    shown = {"form": form, "title": str(found), "leads": True}
    return render(request, "coordination/write.html", shown, status=status(form))


@login_required
@require_POST
def advance(request: Request, pk: int, act: str) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found = queries.cause_for(request.actor, pk)
    words = cleaned(StepForm(request.POST))["words"]
    row = acts.advance(cause=found, act=act, words=words, by=request.actor)
    messages.success(request, f"{row}: {row.get_state_display().lower()}.")
    return redirect("coordination:cause", pk)


@login_required
@require_POST
def measure(request: Request, pk: int) -> HttpResponse:
    """A measure against the cause: a task of that kind."""
    permitted(request, Permission.COORDINATION)
    found, form = queries.cause_for(request.actor, pk), order_form(request, request.POST)
    if form.is_valid():
        with beside(form):
            url = reverse("coordination:cause", args=[pk])
            task = order(request, found, form, url, "measure")
            messages.success(request, f"Мероприятие — {task}: {task.whom}.")
            return redirect("coordination:cause", pk)
    return _shown(request, found, form)


@login_required
@require_GET
def of_problem(request: Request, pk: int) -> HttpResponse:
    """The causes of a problem, as a part of its page."""
    problem = problem_for(request.actor, pk)
    actor = request.actor
    shown = {
        "problem": problem,
        "causes": queries.causes_of(problem),
        "leads": bool(actor.reach(Permission.COORDINATION)),
        "reads": bool(actor.reach(Permission.SUMMARY)),
    }
    part = "#block" if request.htmx else ""
    return render(request, f"coordination/of_problem.html{part}", shown)


def _shown(request: Request, found: Cause, form: Any = None) -> HttpResponse:
    leads = reading(request)
    group, live = queries.messages_of(found), found.state in OPEN
    steps = [(name, step) for name, step in CAUSE_STEPS.items() if found.state in step.sources]
    since = timezone.now() - timedelta(days=90)
    shown = {
        "cause": found, "leads": leads, "steps": steps if leads else [], "live": live and leads,
        "problems": queries.problems_of(request.actor, found),
        "maps": list(found.road_maps.order_by("number")),
        "tasks": tasks_of(request, found), "form": form or order_form(request),
        "group": group.filter(received_at__gte=since).count() if group is not None else None,
    }  # fmt: skip
    return render(request, "coordination/cause.html", shown, status=status(form) if form else 200)


def _form(request: Request, initial: dict[str, Any]) -> CauseForm:
    return CauseForm(
        request.POST or None, problems=problems_for(request.actor),
        topics=list(topics_of(request.actor.municipality_id)), initial=initial,
    )  # fmt: skip


def _initial(request: Request, found: Cause) -> dict[str, Any]:
    names = ("statement", "kind", "settlement", "street", "landmark", "established_by", "grounds")
    numbers = [str(problem.number) for problem in queries.problems_of(request.actor, found)]
    return {name: getattr(found, name) for name in names} | {
        "why": "\n".join(found.whys), "topic": found.topic_id, "problems": ", ".join(numbers)
    }  # fmt: skip


def _found(request: Request) -> tuple[Any, QuerySet[Cause]]:
    form, given = chosen(CauseFilter)(request.GET)
    rows = queries.causes(request.actor)
    rows = rows.filter(**{name: given[name] for name in ("state", "kind") if name in given})
    if words := given.get("q"):
        named = Q(statement__icontains=words) | Q(grounds__icontains=words)
        rows = rows.filter(named | Q(topic__name__icontains=words) | Q(street__icontains=words))
    return form, rows


def _rows(found: QuerySet[Cause]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        yield (
            row.number, row.statement, row.get_kind_display(), row.get_state_display(),
            str(row.topic or ""), row.address, row.problem_count, row.map_count,
            row.established_by, row.grounds, row.outcome,
        )  # fmt: skip
