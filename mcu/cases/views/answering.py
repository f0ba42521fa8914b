"""The editor of an answer: checks while typing, questions, versions, who else is writing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import answering
from mcu.cases.models import Case
from mcu.cases.queries.answer_parts import joined_in
from mcu.cases.queries.answering import others_writing, reviewed
from mcu.cases.rules.answering import difference
from mcu.cases.rules.workflow import MOVES, Verb, check
from mcu.cases.views.frame import acted, back_of
from mcu.org.middleware import Request

LONGEST = 20_000


@login_required
@require_POST
def check_answer(request: Request, pk: int) -> HttpResponse:
    """What the checks say of the text as it stands in the editor; nothing is kept."""
    case = queries.case_for(request.actor, pk)
    if request.htmx and case.state not in MOVES[Verb.DRAFT].sources:
        return HttpResponse(status=204)  # it was sent on while the last letter was looked at
    check(Verb.DRAFT, case.state, request.actor, queries.belongs(case))
    answering.touch(case=case, by=request.actor)
    return _checked(request, case)


@login_required
@require_POST
def tick_question(request: Request, pk: int) -> HttpResponse:
    """A question is answered, is not, or the program shall say."""
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.TickForm(request.POST))
    answering.tick_question(case=case, by=request.actor, **values)
    return _checked(request, case) if request.htmx else acted(request, pk, "Вопрос отмечен.")


@login_required
@require_POST
def add_question(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    answering.add_question(case=case, by=request.actor, text=request.POST.get("question", ""))
    return _checked(request, case) if request.htmx else acted(request, pk, "Вопрос добавлен.")


@login_required
@require_GET
def versions(request: Request, pk: int, number: int) -> HttpResponse:
    """A version beside the one before it: what came, what went."""
    case = queries.case_for(request.actor, pk)
    answer = get_object_or_404(case.answers, number=number)
    former = case.answers.filter(number__lt=number).order_by("number").last()
    pieces = difference(former.text if former else "", answer.text)
    shown = {
        "case": case,
        "answer": answer,
        "former": former,
        "pieces": pieces,
        "joined": joined_in(answer),
    }
    return render(request, "cases/versions.html", shown | {"back": back_of(request)})


@login_required
@require_GET
def letter(request: Request, pk: int, number: int) -> HttpResponse:
    """How the answer will read as a letter."""
    case = queries.case_for(request.actor, pk)
    answer = get_object_or_404(case.answers, number=number)
    return render(request, "cases/letter.html", {"case": case, "answer": answer})


def _checked(request: Request, case: Case) -> HttpResponse:
    text = request.POST.get("text", "").replace("\x00", "")[:LONGEST]
    now = timezone.now()
    shown = {
        "case": case,
        "told": reviewed(case, text, now),
        "writing": others_writing(case, request.actor, now),
        "text": text,
        "back": back_of(request),
    }
    return render(request, f"cases/checked.html{'#checks' if request.htmx else ''}", shown)
