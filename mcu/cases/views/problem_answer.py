"""Everyone answered: the text, the table of what each would get, the progress."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mcu.cases import forms, jobs
from mcu.cases.actions import problem_answer
from mcu.cases.forms.problem import EveryoneForm
from mcu.cases.queries import problem as problems
from mcu.cases.rules.problem.reply import Standing, length_range
from mcu.cases.views.problem_shown import progress
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission

SHOWN = 300  # boxes of one form: a browser sends no more fields than the server takes
APART = {
    Standing.LETTER: "Нужен отдельный письменный ответ",
    Standing.TOO_LONG: "Не помещается в канал",
    Standing.AWAY: "Ответ не нужен или уже готов",
}


@login_required
@require_http_methods(["GET", "POST"])
def everyone(request: Request, pk: int) -> HttpResponse:
    """The text and, when there is one, what each message would get; nothing leaves from here
    before «Подготовить ответы» is pressed."""
    found = problems.problem_for(request.actor, pk)
    require(request.actor, Permission.DRAFT)
    form = EveryoneForm(request.POST or None, problem=found)
    if request.POST.get("then") == "begin":
        return _begin(request, found, form)
    if request.method == "POST":
        problem_answer.keep_text(problem=found, text=forms.cleaned(form)["text"], by=request.actor)
        messages.success(request, "Текст сохранён. Проверьте таблицу и подготовьте ответы.")
        return redirect("cases:problem-answer", found.pk)
    return render(request, "cases/problem_answer.html", _table(request, found, form))


@login_required
@require_GET
def answering(request: Request, pk: int) -> HttpResponse:
    """How far it came: a bar while drafts are made, then each answer up to its publication."""
    found = problems.answering_for(request.actor, pk)
    part = "cases/problem_answering.html#state" if request.htmx else "cases/problem_answering.html"
    return render(request, part, progress(found))


def _begin(request: Request, found, form: EveryoneForm) -> HttpResponse:  # type: ignore[no-untyped-def]
    values = forms.cleaned(form)
    with transaction.atomic():
        made = problem_answer.begin(
            problem=found, text=values["text"], cases=[*form.keys("case"), *_rest(request, found)],
            overwrite=form.keys("over"), to_approval=values["to_approval"], by=request.actor,
        )  # fmt: skip
        jobs.answer_everyone.defer(answering=made.pk)
    return redirect("cases:problem-answering", made.pk)


def _rest(request: Request, found) -> list[int]:  # type: ignore[no-untyped-def]
    """Messages beyond those of the table, when they were left marked as a whole."""
    if request.POST.get("rest") != "yes":
        return []
    lines = problem_answer.planned(found, found.answer, request.actor)
    return [line.case.pk for line in _going(lines)[SHOWN:]]


def _going(lines):  # type: ignore[no-untyped-def]
    return [line for line in lines if line.reply.standing in (Standing.READY, Standing.HAS_DRAFT)]


def _table(request: Request, found, form: EveryoneForm) -> dict[str, object]:  # type: ignore[no-untyped-def]
    lines, refusal = [], ""
    if found.answer:
        try:
            lines = problem_answer.planned(found, found.answer, request.actor)
        except RuleViolation as refused:
            refusal = refused.sentence
    going = _going(lines)
    apart = [
        (title, [line for line in lines if line.reply.standing == standing])
        for standing, title in APART.items()
    ]
    return {
        "problem": found, "form": form, "going": going, "refusal": refusal,
        "shown": going[:SHOWN], "others": max(0, len(going) - SHOWN),
        "apart": [(title, rows) for title, rows in apart if rows],
        "shortest_longest": length_range([line.reply for line in going]),
    }  # fmt: skip
