"""«Замещения»: who is away, who stands in, what is handed over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions.handover import settle
from mcu.desk import queries
from mcu.org import actions
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.forms import SubstitutionForm
from mcu.org.middleware import Request
from mcu.org.models import Person
from mcu.org.rules.roles import Permission, may
from mcu.org.rules.substitutions import Reason
from mcu.org.views.frame import beside, key_of, number_of_page, words_of

PAGE = 50
SHOWN = (("now", "идут"), ("planned", "будут"), ("past", "прошли"), ("all", "все"))


@login_required
@require_GET
def substitutions(request: Request) -> HttpResponse:
    """Everybody may know who is away."""
    today, words = timezone.localdate(), words_of(request)
    shown = request.GET.get("show", "all")
    found = queries.found_substitutions(request.actor, words, shown, today)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    tz = timezone.get_current_timezone()
    may_change = may(request.actor, Permission.ORGANISATION)
    context = {
        "rows": [queries.row_of(row, today, tz) for row in page],
        "page": page,
        "q": words,
        "show": shown,
        "shown": SHOWN,
        "may_change": may_change,
        "me": request.user.pk,
        "colleagues": org.people(request.actor).prefetch_related(None) if may_change else (),
    }
    return render(request, "desk/substitutions.html", context)


@login_required
def add_substitution(request: Request) -> HttpResponse:
    """For one person: the duties, what would be handed over, who may stand in."""
    require(request.actor, Permission.ORGANISATION)
    absent = get_object_or_404(org.people(request.actor), pk=key_of(request, "absent"))
    form = _form(request, absent)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "reason": Reason(form.cleaned_data["reason"])}
        with beside(form):
            row = actions.set_substitution(absent=absent, by=request.actor, **given)
            moved, _ = settle(municipality=request.user.municipality)
            messages.success(request, _said(str(row), moved))
            return redirect("desk:substitutions")
    context = {
        "form": form,
        "absent": absent,
        "duties": org.duties_to_hand_over(absent, timezone.localdate()),
        "load": queries.load_of(absent, None, timezone.localtime(), None),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/substitution_add.html", context, status=status)


@login_required
@require_POST
def return_early(request: Request, pk: int) -> HttpResponse:
    """The absent person is back."""
    row = org.substitution_for(request.actor, pk)
    actions.return_early(substitution=row, by=request.actor)
    _, back = settle(municipality=request.user.municipality)
    messages.success(request, f"Замещение окончено. Возвращено сообщений: {back}.")
    return redirect("desk:substitutions")


def _form(request: Request, absent: Person) -> SubstitutionForm:
    today = timezone.localdate()
    options: dict[str, Any] = {
        "colleagues": queries.colleagues_of(request.actor, absent, today),
        "duties": org.duties_to_hand_over(absent, today),
        "initial": {"since": today},
    }
    return SubstitutionForm(request.POST or None, **options)


def _said(row: str, moved: int) -> str:
    if moved:
        return f"Замещение назначено: {row}. Передано сообщений: {moved}."
    return f"Замещение назначено: {row}. Передавать пока нечего."
