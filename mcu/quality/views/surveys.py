"""«Исследования»: surveys over samples and what came out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import queries as cases
from mcu.cases.forms import cleaned
from mcu.core import vault
from mcu.core.tables import Column
from mcu.org import queries as org
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, number_of_page, permitted, status
from mcu.quality import actions, queries
from mcu.quality.forms import OpenForm, SurveyForm
from mcu.quality.models import Survey
from mcu.quality.rules.codes import spelled
from mcu.quality.rules.sampling import ENOUGH, share
from mcu.quality.rules.survey import from_data
from mcu.quality.views.frame import reading

PAGE = 30
COLUMNS = (
    Column("Вопрос", width=60), Column("Вариант", width=40), Column("Ответов", width=12),
    Column("Доля, %", width=12), Column("не меньше, %", width=14), Column("не больше, %", width=14),
)  # fmt: skip


@login_required
@require_GET
def surveys(request: Request) -> HttpResponse:
    leads = reading(request)
    page = Paginator(queries.surveys(request.actor), PAGE).get_page(number_of_page(request))
    return render(request, "quality/surveys.html", {"page": page, "leads": leads})


@login_required
def make(request: Request) -> HttpResponse:
    """A new survey, still asked of nobody."""
    permitted(request, Permission.QUALITY)
    bodies, topics = (
        list(org.bodies(request.actor)),
        list(cases.topics_of(request.actor.municipality_id)),
    )
    form = SurveyForm(request.POST or None, bodies=bodies, topics=topics)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = actions.make_survey(
                place=request.user.municipality, by=request.actor, **form.cleaned_data
            )
            messages.success(request, "Исследование подготовлено. Проверьте вопросы и начните.")
            return redirect("quality:survey", made.pk)
    return render(request, "quality/make.html", {"form": form, "leads": True}, status=status(form))


@login_required
@require_GET
def survey(request: Request, pk: int) -> HttpResponse:
    """The questions, how many answered, the results with their intervals."""
    leads = reading(request)
    found = queries.survey_for(request.actor, pk)
    context = {
        "survey": found, "questions": from_data(found.questions), "leads": leads,
        "results": queries.results(found), "enough": found.replied >= ENOUGH,
        "least": ENOUGH, "response": share(found.replied, found.asked),
        "form": OpenForm(initial={"until": timezone.localdate() + timedelta(days=14)}),
    }  # fmt: skip
    return render(request, "quality/survey.html", context)


@login_required
@require_POST
def begin(request: Request, pk: int) -> HttpResponse:
    """The draw and the questions leave."""
    permitted(request, Permission.QUALITY)
    found = queries.survey_for(request.actor, pk)
    until = cleaned(OpenForm(request.POST))["until"]
    actions.open_questions(survey=found, until=until, by=request.actor)
    messages.success(request, "Жребий брошен, приглашения ушли.")
    return redirect("quality:survey", pk)


@login_required
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.QUALITY)
    actions.close_survey(survey=queries.survey_for(request.actor, pk), by=request.actor)
    messages.success(request, "Исследование закончено.")
    return redirect("quality:survey", pk)


@login_required
@require_GET
def calls(request: Request, pk: int) -> HttpResponse:
    """Whom to ask by telephone: drawn, without an address, not answered yet."""
    permitted(request, Permission.QUALITY)
    found = queries.survey_for(request.actor, pk)
    rows = found.invitations.filter(mailed=False, used=False).select_related(
        "case__topic", "case__body"
    )
    page = Paginator(rows, PAGE).get_page(number_of_page(request))
    codes = [(row, spelled(vault.unseal(row.code))) for row in page]
    context = {"survey": found, "page": page, "codes": codes, "leads": True}
    return render(request, "quality/calls.html", context)


@login_required
@require_GET
def export(request: Request, pk: int) -> FileResponse:
    """The results; while few answered, only their number."""
    permitted(request, Permission.EXPORT)
    reading(request)
    found = queries.survey_for(request.actor, pk)
    return sheet(found.title, COLUMNS, _rows(found), by=request.actor)


def _rows(found: Survey) -> Iterator[tuple[Any, ...]]:
    for result in queries.results(found):
        if result.answered < ENOUGH:
            few = f"ответов меньше {ENOUGH}: не показано"
            yield (result.question.text, few, result.answered, None, None, None)
            continue
        for option in result.options:
            part = option.share
            figures = (
                [round(100 * x, 1) for x in (part.value, part.low, part.high)]
                if part
                else [None] * 3
            )
            yield (result.question.text, option.title, option.count, *figures)
