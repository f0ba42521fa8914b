"""What belongs to ПОС and «Инцидент»: interim answers, considering again, stages and their words."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import interim
from mcu.cases.actions import stages as words
from mcu.cases.queries import stages as reading
from mcu.cases.queries.stages import own_word_for
from mcu.cases.rules.stages import SYSTEMS
from mcu.cases.views.frame import acted, back_of
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_POST
def give(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.InterimForm(request.POST))
    interim.give_interim(case=case, by=request.actor, **values)
    return acted(request, pk, "Промежуточный ответ отмечен, идёт срок окончательного.")


@login_required
@require_POST
def reconsider(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.ReasonForm(request.POST))
    interim.reconsider(case=case, by=request.actor, **values)
    return acted(request, pk, "Повторное рассмотрение: идёт новый срок, первый ответ сохранён.")


@login_required
@require_GET
def system(request: Request, pk: int) -> HttpResponse:
    """Where the case stands in its system: for the card, which asks for it, and as a page."""
    case = queries.case_for(request.actor, pk)
    if case.system not in SYSTEMS:
        raise Http404("Это сообщение не из ПОС и не из «Инцидента».")
    context = {"case": case, "view": reading.system_view(case), "back": back_of(request)}
    template = "cases/case_system.html#system" if request.htmx else "cases/case_system.html"
    return render(request, template, context)


@login_required
@require_GET
def stages(request: Request) -> HttpResponse:
    """«Статусы систем»: what each word of an export means here."""
    require(request.actor, Permission.SETTINGS)
    place = request.actor.municipality_id
    tables = [
        (each, reading.stage_table(place, each), reading.unknown_words(place, each))
        for each in SYSTEMS
    ]
    context = {"tables": tables, "may_change": bool(may(request.actor, Permission.NORMS))}
    return render(request, "cases/stages.html", context)


@login_required
@require_POST
def set_word(request: Request, system: str) -> HttpResponse:
    require(request.actor, Permission.NORMS)
    values = forms.cleaned(forms.StageWordForm(request.POST))
    place = request.user.municipality
    row = words.set_word(municipality=place, system=system, by=request.actor, **values)
    messages.success(request, f"«{row.word}» теперь читается так и в следующих файлах.")
    return redirect("cases:stages")


@login_required
@require_POST
def forget_word(request: Request, pk: int) -> HttpResponse:
    require(request.actor, Permission.NORMS)
    word = own_word_for(request.actor, pk)
    words.forget_word(word=word, by=request.actor)
    messages.success(request, f"«{word.word}»: своё чтение убрано.")
    return redirect("cases:stages")
