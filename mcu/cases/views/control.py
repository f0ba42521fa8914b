"""Standing clocks, a coordinator's intervention and the explanation, each under its own address."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import control, mark, waiting
from mcu.cases.views.frame import acted, back_of
from mcu.cases.views.shown import chargeable, intervene_form
from mcu.org.middleware import Request


@login_required
@require_POST
def wait(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.PauseForm(request.POST))
    waiting.wait_for_author(case=case, by=request.actor, **values)
    return acted(request, pk, "Сроки остановлены, пока ждём автора.")


@login_required
@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    waiting.author_answered(case=queries.case_for(request.actor, pk), by=request.actor)
    return acted(request, pk, "Сроки идут дальше.")


@login_required
@require_POST
def intervene(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(
        intervene_form(request.POST, case, chargeable(request.actor, timezone.now()))
    )
    made = control.intervene(case=case, by=request.actor, **values)
    return acted(request, pk, f"{made.get_way_display()}: исполнитель и руководитель узнают.")


@login_required
@require_POST
def explain(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.ExplainForm(request.POST))
    control.explain(case=case, by=request.actor, **values)
    return acted(request, pk, "Объяснение отправлено тому, кто его ждал.")


@login_required
@require_POST
def put_on(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.ControlForm(request.POST))
    term = mark.put_on_control(case=case, by=request.actor, **values)
    return acted(request, pk, f"На контроле до {timezone.localdate(term.due_at):%d.%m.%Y}.")


@login_required
@require_POST
def take_off(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.UncontrolForm(request.POST))
    mark.take_off_control(case=case, by=request.actor, **values)
    return acted(request, pk, "Снято с контроля.")


@login_required
@require_POST
def importance(request: Request, pk: int) -> HttpResponse:
    """Another importance; the dates before and after are told at once."""
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.ImportanceForm(request.POST))
    moved = mark.set_importance(case=case, by=request.actor, **values)
    tz = timezone.get_current_timezone()
    told = "; ".join(each.words(tz) for each in moved) or "прежние"
    return acted(request, pk, f"{case.get_importance_display()}. Сроки: {told}.")


@login_required
@require_GET
def clocks(request: Request, pk: int) -> HttpResponse:
    """Why each term of the case is due when it is, and which norms were refused."""
    case = queries.case_for(request.actor, pk)
    shown = {
        "case": case,
        "views": queries.clocks_of(case, timezone.now()),
        "back": back_of(request),
    }
    template = "cases/clocks.html#clocks" if request.htmx else "cases/clocks.html"
    return render(request, template, shown)
