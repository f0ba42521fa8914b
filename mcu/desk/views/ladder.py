"""«Напоминания и контроль»: who is told before and after a term."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mcu.cases.actions.ladder import remove_rung, set_rung
from mcu.cases.queries.ladder import ladder_of, rung_for
from mcu.cases.rules.ladder import DEFAULT, SHARE, Rung, When, Whom
from mcu.cases.rules.terms import AMOUNTS, TermKind
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.desk.forms import RungForm
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.web.words import plural

P = Permission


@login_required
def ladder(request: Request) -> HttpResponse:
    """The ladder in force; posting adds a rung."""
    require(request.actor, P.NORMS if request.method == "POST" else P.SETTINGS)
    form = RungForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, ""):
        return redirect("desk:ladder")
    rungs = ladder_of(request.actor.municipality_id)
    shown = {
        "rungs": [(rung, words(rung)) for rung in rungs],
        "default": rungs == DEFAULT,
        "form": form,
        "may_change": may(request.actor, P.NORMS),
    }
    return render(request, "desk/ladder.html", shown, status=422 if form.errors else 200)


@login_required
def rung(request: Request, code: str) -> HttpResponse:
    """One rung; posting changes it."""
    require(request.actor, P.NORMS)
    found = rung_for(request.actor, code)
    initial = {name: getattr(found, name) for name in ("when", "value", "unit", "whom", "kind")}
    form = RungForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, code):
        return redirect("desk:ladder")
    shown = {"rung": found, "words": words(found), "form": form}
    return render(request, "desk/rung.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: Request, code: str) -> HttpResponse:
    require(request.actor, P.NORMS)
    found = rung_for(request.actor, code)
    remove_rung(place=request.user.municipality, code=found.code, by=request.actor)
    messages.success(request, "Ступень убрана.")
    return redirect("desk:ladder")


def words(rung: Rung) -> str:
    """«через 5 рабочих дней после срока: глава муниципалитета»."""
    whom = Whom(rung.whom).label
    of = f" ({TermKind(rung.kind).label.lower()})" if rung.kind else ""
    if rung.when == When.AFTER and not rung.value:
        return f"как только срок истёк{of}: {whom}"
    if rung.unit == SHARE:
        return f"когда останется {rung.value} % срока{of}: {whom}"
    lasts = plural(rung.value, AMOUNTS[Unit(rung.unit)])
    before = rung.when == When.BEFORE
    return f"{'за' if before else 'через'} {lasts} {When(rung.when).label}{of}: {whom}"


def _kept(request: Request, form: RungForm, code: str) -> bool:
    try:
        set_rung(
            place=request.user.municipality,
            rung=Rung(code=code, **form.cleaned_data),
            by=request.actor,
        )
    except RuleViolation as refusal:
        form.add_error("value", refusal.sentence)
        return False
    messages.success(request, "Ступень записана.")
    return True
