"""Each act on a problem under its own address: find it, read the form, call the action."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import problem as lead
from mcu.cases.actions import problem_guess, problem_work
from mcu.cases.actions.stream import set_policy
from mcu.cases.forms.problem import (
    ByNumber,
    DescribeForm,
    MarkedForm,
    PlanForm,
    RepostsForm,
    StepForm,
)
from mcu.cases.queries import problem as problems
from mcu.cases.rules.problem import ProblemState
from mcu.cases.views.feed import SHOWN_REFUSALS
from mcu.cases.views.problem_frame import to_problem, told
from mcu.cases.views.problem_shown import charge_form
from mcu.org.middleware import Request
from mcu.web.words import plural

CASES = "сообщение|сообщения|сообщений"


@login_required
@require_POST
def open_marked(request: Request) -> HttpResponse:
    """The marked messages of the list: into a new problem, or into one by its number."""
    form = MarkedForm(request.POST, actor=request.actor)
    values = forms.cleaned(form)
    cases = list(queries.cases_for(request.actor).filter(pk__in=form.marked))
    if values["number"]:
        act = lead.join(problem=values["number"], cases=cases, by=request.actor)
    else:
        place = request.user.municipality
        act = lead.open_problem(
            municipality=place, cases=cases, title=values["title"], by=request.actor
        )
    told(request, f"{act.problem}: {plural(len(act.moved), CASES)}.", act)
    return to_problem(act.problem)


@login_required
@require_POST
def reposts(request: Request) -> HttpResponse:
    """Whether exact reposts are joined by the program."""
    form = RepostsForm(request.POST)
    forms.cleaned(form)
    set_policy(place=request.user.municipality, policy=form.policy(), by=request.actor)
    messages.success(request, "Правило о повторах сохранено. Оно действует для новых сообщений.")
    return redirect("cases:problem-guesses")


@login_required
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    act = problems.act_for(request.actor, pk)
    lead.undo(act=act, by=request.actor)
    messages.success(request, f"Отменено: {act.get_kind_display()}.")
    act.problem.refresh_from_db()
    return to_problem(act.problem)


@login_required
@require_POST
def leave(request: Request, pk: int) -> HttpResponse:
    """The marked messages leave the problem."""
    found = problems.problem_for(request.actor, pk)
    cases = _marked(request)
    act = lead.leave(problem=found, cases=cases, by=request.actor)
    told(request, f"Отсоединено: {plural(len(act.moved), CASES)}.", act)
    return to_problem(found)


@login_required
@require_POST
def split(request: Request, pk: int) -> HttpResponse:
    """The marked messages become a problem of their own."""
    found = problems.problem_for(request.actor, pk)
    title = request.POST.get("title", "")
    act = lead.split(problem=found, cases=_marked(request), title=title, by=request.actor)
    told(request, f"Выделена {act.problem}: {plural(len(act.moved), CASES)}.", act)
    return to_problem(act.problem)


@login_required
@require_POST
def unite(request: Request, pk: int) -> HttpResponse:
    found = problems.problem_for(request.actor, pk)
    into = forms.cleaned(ByNumber(request.POST, actor=request.actor))["number"]
    act = lead.unite(problem=found, into=into, by=request.actor)
    told(request, f"{found} объединена с проблемой № {into.number}.", act)
    return to_problem(into)


@login_required
@require_POST
def describe(request: Request, pk: int) -> HttpResponse:
    found = problems.problem_for(request.actor, pk)
    topics = queries.classifier_for(found.municipality_id).rows
    form = DescribeForm(request.POST, problem=found, topics=topics)
    forms.cleaned(form)
    problem_work.describe(problem=found, to=form.description(), by=request.actor)
    messages.success(request, "Описание сохранено.")
    return to_problem(found)


@login_required
@require_POST
def plan(request: Request, pk: int) -> HttpResponse:
    found = problems.problem_for(request.actor, pk)
    values = forms.cleaned(PlanForm(request.POST, problem=found))
    problem_work.plan(problem=found, by=request.actor, **values)
    messages.success(request, f"План до {found.plan_until:%d.%m.%Y} сохранён.")
    return to_problem(found)


@login_required
@require_http_methods(["GET", "POST"])
def charge(request: Request, pk: int) -> HttpResponse:
    """Asked by GET it shows which messages would change hands, by POST it is done."""
    found = problems.problem_for(request.actor, pk)
    form = charge_form(request.POST or request.GET or None, request.actor, found, timezone.now())
    if request.method == "GET":
        return render(request, "cases/problem_charge.html", _preview(request, found, form))
    values = forms.cleaned(form)
    done = problem_work.charge(problem=found, by=request.actor, **values)
    _tell_charged(request, found, done)
    return to_problem(found)


@login_required
@require_POST
def step(request: Request, pk: int) -> HttpResponse:
    """One step of its life; from the board one comes back to the board."""
    found = problems.problem_for(request.actor, pk)
    values = forms.cleaned(StepForm(request.POST))
    problem_work.move(problem=found, by=request.actor, **values)
    label = ProblemState(values["to"]).label.lower()
    messages.success(request, f"{found}: {label}.")
    return redirect("cases:problem-board") if "board" in request.POST else to_problem(found)


@login_required
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    found = problems.problem_for(request.actor, pk)
    file = forms.cleaned(forms.AttachForm(request.POST, request.FILES))["file"]
    problem_work.attach_proof(problem=found, by=request.actor, name=file.name, chunks=file.chunks())
    messages.success(request, f"Файл «{file.name}» приложен.")
    return to_problem(found)


@login_required
@require_POST
def guess(request: Request, pk: int) -> HttpResponse:
    """A person's word about a group: one problem, or different things."""
    found = problems.guess_for(request.actor, pk)
    if request.POST.get("decision") == "accept":
        act = problem_guess.accept_guess(guess=found, cases=_marked(request), by=request.actor)
        told(request, f"Открыта {act.problem}: {plural(len(act.moved), CASES)}.", act)
        return to_problem(act.problem)
    problem_guess.refuse_guess(guess=found, by=request.actor)
    messages.success(request, "Запомнено: это разное. Вместе эти сообщения больше не предложим.")
    return redirect("cases:problem-guesses")


def _marked(request: Request):  # type: ignore[no-untyped-def]
    form = MarkedForm(request.POST, actor=request.actor)
    return list(queries.cases_for(request.actor).filter(pk__in=form.marked))


def _preview(request: Request, found, form) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """Which messages would change hands, whoever is chosen; nothing has happened yet."""
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    whom = {name: chosen.get(name) for name in ("body", "block", "executor")}
    waiting = problem_work.cases_to_charge(found, request.actor, **whom)
    rows = list(waiting[: problem_work.AT_ONCE + 1]) if any(whom.values()) else []
    more = len(rows) > problem_work.AT_ONCE
    return {
        "problem": found,
        "form": form,
        "rows": rows[: problem_work.AT_ONCE],
        "chosen": chosen,
        "more": more,
    }


def _tell_charged(request: Request, found, done: problem_work.Charged) -> None:  # type: ignore[no-untyped-def]
    whom = found.body or found.block
    text = f"Назначено: {whom}."
    if done.done:
        text += f" Вместе с проблемой: {plural(done.done, CASES)}."
    messages.success(request, text)
    if done.left:
        messages.warning(
            request, f"Осталось ещё {done.left}+: назначьте ещё раз, и передадим следующие."
        )
    if done.refusals:
        shown = done.refusals[:SHOWN_REFUSALS]
        messages.error(request, "\n".join([f"Не передано: {len(done.refusals)}.", *shown]))
