"""«Напоминания и контроль»: who is told before and after a term."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mcu.cases.actions.ladder import remove_rung, set_rung
from mcu.cases.forms.conditions import ConditionForm
from mcu.cases.queries.ladder import ladder_of, rung_for
from mcu.cases.queries.naming import in_words_each
from mcu.cases.rules.conditions import ALWAYS, Condition, said
from mcu.cases.rules.ladder import DEFAULT, SHARE, Rung, When, Whom
from mcu.cases.rules.terms import AMOUNTS, TermKind
from mcu.cases.views.conditions import builder
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.desk.forms import RungForm
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor, Permission, may
from mcu.web.words import plural

P = Permission


@login_required
def ladder(request: Request) -> HttpResponse:
    """The ladder in force; posting adds a rung."""
    require(request.actor, P.NORMS if request.method == "POST" else P.SETTINGS)
    form, only = RungForm(request.POST or None), _only(request, ALWAYS)
    if _whole(request, form, only) and _kept(request, form, only, ""):
        return redirect("desk:ladder")
    rungs = ladder_of(request.actor.municipality_id)
    shown = {
        "rungs": list(zip(rungs, words_each(request.actor, rungs), strict=True)),
        "builder": only,
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
    only = _only(request, found.condition)
    if _whole(request, form, only) and _kept(request, form, only, code):
        return redirect("desk:ladder")
    (told,) = words_each(request.actor, [found])
    shown = {"rung": found, "words": told, "form": form, "builder": only}
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


def words_each(actor: Actor, rungs: Sequence[Rung]) -> list[str]:
    """The rungs in words, each with its condition; the names are read once for all."""
    told = in_words_each(actor.municipality_id, [said(rung.condition) for rung in rungs])
    return [
        f"{words(rung)}, только если {condition}" if condition else words(rung)
        for rung, condition in zip(rungs, told, strict=True)
    ]


def _only(request: Request, initial: Condition) -> ConditionForm:
    data = request.POST if request.method == "POST" else None
    form: ConditionForm = builder(request, prefix="rung", data=data, initial=initial)
    return form


def _whole(request: Request, form: RungForm, only: ConditionForm) -> bool:
    """Whether what was posted may be kept; a press of the builder keeps nothing."""
    return request.method == "POST" and form.is_valid() and not only.pressed and not only.error


def _kept(request: Request, form: RungForm, only: ConditionForm, code: str) -> bool:
    try:
        set_rung(
            place=request.user.municipality,
            rung=Rung(code=code, **form.cleaned_data, condition=only.condition),
            by=request.actor,
        )
    except RuleViolation as refusal:
        form.add_error("value", refusal.sentence)
        return False
    messages.success(request, "Ступень записана.")
    return True
