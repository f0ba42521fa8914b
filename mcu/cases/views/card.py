"""The card of a case, the applicant behind it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import annotate, questions, retention
from mcu.cases.queries.questions import unseen_of
from mcu.cases.rules.lookup import in_words
from mcu.cases.views.frame import acted, back_of
from mcu.cases.views.shown import card_shown
from mcu.org import queries as org
from mcu.org.middleware import Request

APPLICANT_LABELS = {
    "applicant_name": "Имя",
    "applicant_contacts": "Контакты",
    "applicant_profile": "Страница",
    "signatory_names": "Подписи",
    "original_text": "Текст без скрытого",
}


@login_required
@require_GET
def card(request: Request, pk: int) -> HttpResponse:
    """A page of its own, and the same card beside the list for htmx."""
    case = queries.case_for(request.actor, pk)
    shown = card_shown(request.actor, case, timezone.now()) | {"back": back_of(request)}
    unseen = unseen_of(shown["card"].requests, request.actor)
    if unseen:
        questions.seen(case=case, keys=unseen, by=request.actor)
    return render(request, "cases/card.html#card" if request.htmx else "cases/card.html", shown)


@login_required
@require_GET
def executors(request: Request, pk: int) -> HttpResponse:
    """The people of the chosen body, for the form of assigning."""
    case = queries.case_for(request.actor, pk)
    body = request.GET.get("body", "")
    chosen = int(body) if body.isdecimal() and len(body) < 19 else None
    people = org.executors_of(chosen, request.actor.municipality_id, timezone.now())
    return render(request, "cases/executors.html", {"people": people, "case": case})


@login_required
@require_POST
@never_cache
def reveal(request: Request, pk: int) -> HttpResponse:
    """The applicant's data, once, with an entry in the journal."""
    case = queries.case_for(request.actor, pk)
    why = forms.cleaned(forms.RevealForm(request.POST))
    values = annotate.reveal(case=case, by=request.actor, **why)
    known = [(APPLICANT_LABELS.get(name, name), in_words(value)) for name, value in values.items()]
    shown = {"case": case, "known": known, "back": back_of(request)}
    part = "cases/applicant.html#known" if request.htmx else "cases/applicant.html"
    return render(request, part, shown)


@login_required
@require_POST
def hold(request: Request, pk: int) -> HttpResponse:
    """Nothing of the case may be erased until the hold is lifted."""
    case = queries.case_for(request.actor, pk)
    retention.place_hold(case=case, by=request.actor, **forms.cleaned(forms.HoldForm(request.POST)))
    return acted(request, pk, "Стирать данные этого сообщения теперь нельзя.")


@login_required
@require_POST
def lift_hold(request: Request, pk: int, hold: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    retention.lift_hold(hold=get_object_or_404(case.holds, pk=hold), by=request.actor)
    return acted(request, pk, "Запрет на стирание снят.")
