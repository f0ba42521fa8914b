"""«Всплески»: what rose above the usual, why it is thought so, what is done about it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mcu.analytics.rules.summary import rounded
from mcu.analytics.views.summary import Reading
from mcu.cases.forms import cleaned
from mcu.coordination.forms import StepForm, chosen
from mcu.coordination.views.frame import order_form, reading
from mcu.core.tables import Column, Kind
from mcu.insight.actions import alarms as acts
from mcu.insight.actions.alarms import Order
from mcu.insight.forms import AlarmFilter
from mcu.insight.models import Alarm
from mcu.insight.queries import alarms as queries
from mcu.insight.queries.shown import chart_of, reason_of
from mcu.insight.rules.expected import LEAST_HISTORY
from mcu.insight.rules.states import OPEN, STEPS
from mcu.insight.views.frame import reader
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, number_of_page, permitted, status

PAGE, SHOWN = 20, 12
FEWEST_TOLD = 5  # messages of a spike, for whoever may know totals only
COLUMNS = (
    Column("Тема и место", width=50), Column("Почему", width=44), Column("С", Kind.DATE, 12),
    Column("По", Kind.DATE, 12), Column("Состояние", width=18), Column("Общее", width=60),
    Column("Что решено", width=40),
)  # fmt: skip


@login_required
@require_GET
def spikes(request: Request) -> HttpResponse:
    whose = reader(request)
    if whose.shared:
        return _of_place(request, whose)
    form, found = _found(request)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    watching = queries.watching(request.actor)
    shown = {
        "form": form, "page": page, "query": request.GET.urlencode(), "watching": watching,
        "rows": [(row, reason_of(row), chart_of(row)) for row in page],
        "young": watching is not None and watching.history < LEAST_HISTORY,
        "may_export": may(request.actor, Permission.EXPORT),
    }  # fmt: skip
    return render(request, "insight/spikes.html", shown)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    reading(request)
    return sheet("Всплески", COLUMNS, _rows(_found(request)[1]), by=request.actor)


@login_required
@require_GET
def today(request: Request) -> HttpResponse:
    """The part of «Сегодня»: spikes nobody has looked at."""
    reading(request)
    rows = [(row, reason_of(row)) for row in queries.fresh(request.actor)]
    return render(request, "insight/parts/today.html", {"rows": rows})


@login_required
@require_GET
def spike(request: Request, pk: int) -> HttpResponse:
    reading(request)
    return _shown(request, queries.alarm_for(request.actor, pk))


@login_required
@require_POST
def advance(request: Request, pk: int, act: str) -> HttpResponse:
    permitted(request, Permission.PROBLEM_LEAD)
    reading(request)
    found = queries.alarm_for(request.actor, pk)
    words = cleaned(StepForm(request.POST))["words"]
    row = acts.advance(alarm=found, act=act, words=words, by=request.actor)
    messages.success(request, f"{row}: {row.get_state_display().lower()}.")
    return redirect("insight:spike", pk)


@login_required
@require_POST
def to_problem(request: Request, pk: int) -> HttpResponse:
    """One problem of its messages that are in none."""
    permitted(request, Permission.PROBLEM_LEAD)
    reading(request)
    found = queries.alarm_for(request.actor, pk)
    cases = queries.free_of(request.actor, found)
    problem = acts.to_problem(alarm=found, cases=cases, by=request.actor)
    messages.success(request, f"{problem} открыта, сообщений: {problem.size}.")
    return redirect("cases:problem", problem.pk)


@login_required
@require_POST
def to_task(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.TASK_SET)
    reading(request)
    found, form = queries.alarm_for(request.actor, pk), order_form(request, request.POST)
    if form.is_valid():
        with beside(form):
            order = Order(**form.cleaned_data)
            task = acts.to_task(alarm=found, order=order, by=request.actor)
            messages.success(request, f"{task} поставлена: {task.whom}.")
            return redirect("insight:spike", pk)
    return _shown(request, found, form)


def _of_place(request: Request, whose: Reading) -> HttpResponse:
    """What the region reads of spikes: topic, settlement, days and about how many; no message, no
    street and nothing of few."""
    large = queries.alarms(whose.actor).filter(count__gte=FEWEST_TOLD)
    page = Paginator(large, PAGE).get_page(number_of_page(request))
    shown = {
        "page": page, "rows": [(row, rounded(row.count)) for row in page], "shared": True,
        "place": whose.place, "places": whose.places, "watching": queries.watching(whose.actor),
    }  # fmt: skip
    return render(request, "insight/spikes_of_place.html", shown)


def _shown(request: Request, found: Alarm, form: Any = None) -> HttpResponse:
    cases, actor = queries.cases_of(request.actor, found), request.actor
    leads = bool(may(actor, Permission.PROBLEM_LEAD))
    steps = [(name, step) for name, step in STEPS.items() if found.state in step.sources]
    free = queries.free_of(actor, found) if leads and found.state in OPEN else []
    shown = {
        "alarm": found, "reason": reason_of(found), "chart": chart_of(found), "free": len(free),
        "known": queries.problems_of(actor, cases),
        "cases": cases.select_related("topic")[:SHOWN], "count": cases.count(),
        "feed": _feed(found), "steps": steps if leads else [], "live": found.state in OPEN,
        "charges": may(actor, Permission.TASK_SET),
        "form": form or order_form(request, None),
    }  # fmt: skip
    return render(request, "insight/spike.html", shown, status=status(form) if form else 200)


def _feed(found: Alarm) -> str:
    """The same messages in the list of all, as near as its filter comes."""
    given = {
        "status": "all", "topic": found.topic.code if found.topic else "", "q": found.settlement,
        "received_from": found.since.isoformat(), "received_to": found.until.isoformat(),
    }  # fmt: skip
    return f"{reverse('cases:feed')}?{urlencode({k: v for k, v in given.items() if v})}"


def _found(request: Request) -> tuple[Any, QuerySet[Alarm]]:
    form, given = chosen(AlarmFilter)(request.GET)
    rows = queries.alarms(request.actor)
    rows = rows.filter(**{name: given[name] for name in ("state", "kind") if name in given})
    if words := given.get("q"):
        rows = rows.filter(Q(topic__name__icontains=words) | Q(settlement__icontains=words))
    return form, rows


def _rows(found: QuerySet[Alarm]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        yield (
            row.name, reason_of(row), row.since, row.until, row.get_state_display(),
            "; ".join(row.common), row.note,
        )  # fmt: skip
