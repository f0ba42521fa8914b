"""The list of tasks, setting one, what is done to many at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases.views.feed import page_of
from mcu.core.errors import RuleViolation
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.tasks import forms, queries
from mcu.tasks.actions import extend, life
from mcu.tasks.models import Task
from mcu.tasks.queries import About
from mcu.tasks.rules.kinds import KINDS, LEGAL
from mcu.tasks.rules.words import Due, Shown, Sort, Status, Whose
from mcu.tasks.rules.workflow import State
from mcu.tasks.views.export import export_tasks
from mcu.tasks.views.frame import task_form

SORT = "tasks_sort"
SHOWN_REFUSALS = 5


@login_required
@require_GET
def listed(request: Request) -> HttpResponse:
    """The list or the board; the order that was chosen last stays."""
    require(request.actor, Permission.TASK_SEE)
    now, form = timezone.now(), filter_form(request)
    chosen = form.chosen
    if request.GET.get("sort") in Sort.values:
        request.session[SORT] = chosen.sort
    shown: dict[str, Any] = {"form": form, "now": now, "whoses": Whose.choices} | _menus(request)
    if chosen.shown == Shown.BOARD:
        shown["columns"] = queries.board(request.actor, chosen, now)
    else:
        page = queries.listed(request.actor, chosen, page_of(request), now)
        shown |= {"page": page, "rows": _rows(page.tasks, now)}
    return render(request, "tasks/list.html#list" if request.htmx else "tasks/list.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Set a task; `about` in the address names what it is about, `kind` what kind it is."""
    require(request.actor, Permission.TASK_SET)
    about, kind = _about(request), request.GET.get("kind", "")
    initial = _initial(request, kind)
    form = task_form(forms.TaskForm, request.POST or None, request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        task = life.set_task(
            municipality=request.user.municipality, what=form.what(), by=request.actor, about=about
        )
        messages.success(request, f"{task} поставлена: {task.whom}.")
        return redirect("tasks:card", task.pk)
    shown = {"form": form, "about": about, "kinds": KINDS.values()}
    return render(request, "tasks/add.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def bulk(request: Request) -> HttpResponse | FileResponse:
    """One act on every marked task; what is refused is told by number, the rest is done."""
    require(request.actor, Permission.TASK_SEE)
    form = forms.BulkForm(
        request.POST, bodies=org.bodies(request.actor), people=queries.colleagues(request.actor)
    )
    values = forms.cleaned(form)
    tasks = queries.tasks_for(request.actor).filter(pk__in=form.marked).order_by("pk")
    if not form.marked or not tasks:
        raise RuleViolation("Ничего не отмечено. Отметьте задачи в списке слева.")
    if values["verb"] == "export":
        return export_tasks(request, tasks)
    refusals = [why for task in tasks if (why := _act(request, task, values))]
    _tell(request, len(tasks) - len(refusals), refusals)
    return redirect(f"{reverse('tasks:list')}?{request.POST.get('query', '')}")


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """What is filtered, as a table."""
    require(request.actor, Permission.TASK_SEE)
    chosen = filter_form(request).chosen
    return export_tasks(request, queries.matching(request.actor, chosen, timezone.now()))


@login_required
@require_GET
def today(request: Request) -> HttpResponse:
    """The part of «Сегодня»: what of my tasks presses."""
    require(request.actor, Permission.TASK_SEE)
    now = timezone.now()
    shown = {"counts": queries.counts(request.actor, now), "rows": _rows(queries.pressing(request.actor, now), now)}  # fmt: skip
    return render(request, "tasks/parts/today.html", shown)


@login_required
@require_GET
def for_object(request: Request, object_type: str, pk: int) -> HttpResponse:
    """The tasks of a thing, as a part of its card."""
    about = queries.about_for(request.actor, object_type, pk)
    now = timezone.now()
    shown = {
        "about": about,
        "rows": _rows(list(queries.tasks_about(request.actor, about)), now),
        "may_set": may(request.actor, Permission.TASK_SET),
        "is_case": about.type == queries.OF_CASE,
    }
    template = "tasks/for_object.html#part" if request.htmx else "tasks/for_object.html"
    return render(request, template, shown)


def filter_form(request: Request) -> forms.TaskFilterForm:
    sort = request.session.get(SORT, "")
    return forms.TaskFilterForm(request.GET, bodies=org.bodies(request.actor), sort=sort)


def _rows(tasks: list[Task], now: Any) -> list[tuple[Task, Any]]:
    return [(task, queries.clock_of(task, now)) for task in tasks]


def _menus(request: Request) -> dict[str, Any]:
    actor = request.actor
    return {
        "statuses": [*Status.choices, *State.choices],
        "dues": Due.choices,
        "sorts": Sort.choices,
        "views": Shown.choices,
        "may_set": may(actor, Permission.TASK_SET),
        "people": queries.colleagues(actor),
    }


def _about(request: Request) -> About:
    """«cases.case:12» as the actor sees it."""
    kind, _, key = request.GET.get("about", "").partition(":")
    if not key.isdecimal() or len(key) > 18:
        return About()
    return queries.about_for(request.actor, kind, int(key))


def _initial(request: Request, kind: str) -> dict[str, Any]:
    """A legal request goes to whoever the centre has named for it."""
    if kind not in KINDS:
        return {}
    found: dict[str, Any] = {"kind": kind}
    if kind == LEGAL:
        settled = queries.settings_of(request.actor.municipality_id)
        found |= {"body": settled.lawyer_body_id, "executor": settled.lawyer_id}
    return found


def _act(request: Request, task: Task, values: dict[str, Any]) -> str:
    """The refusal in words, empty when it was done."""
    by = request.actor
    try:
        if values["verb"] == "accept":
            life.accept(task=task, by=by)
        elif values["verb"] == "reassign":
            life.reassign(task=task, by=by, body=values["body"], executor=values["executor"])
        elif values["until"] is None:
            raise RuleViolation("Назовите день, до которого продлить.")
        else:
            extend.extend(task=task, until=values["until"], reason=values["reason"], by=by)
    except RuleViolation as refusal:
        return f"{task}: {refusal.sentence}"
    return ""


def _tell(request: Request, done: int, refusals: list[str]) -> None:
    if done:
        messages.success(request, f"Сделано: {done}.")
    if refusals:
        more = len(refusals) - SHOWN_REFUSALS
        rest = [f"и ещё {more}"] if more > 0 else []
        lines = [f"Не сделано: {len(refusals)}.", *refusals[:SHOWN_REFUSALS], *rest]
        messages.error(request, "\n".join(lines))
