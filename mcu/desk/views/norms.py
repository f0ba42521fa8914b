"""«Нормы сроков»: what a term is counted by, with its source and validity."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.cases.actions.profile import change_norm
from mcu.cases.forms.conditions import ConditionForm
from mcu.cases.rules.conditions import read
from mcu.cases.views.conditions import builder
from mcu.core.errors import RuleViolation
from mcu.desk import queries
from mcu.desk.forms import NormForm
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission


@login_required
@require_GET
def norms(request: Request) -> HttpResponse:
    require(request.actor, P.SETTINGS)
    groups = queries.norm_groups(request.actor, timezone.localdate())
    shown = {"groups": groups, "may_change": may(request.actor, P.NORMS)}
    return render(request, "desk/norms.html", shown)


@login_required
def norm(request: Request, pk: int) -> HttpResponse:
    """One norm; posting ends it and begins its successor."""
    require(request.actor, P.NORMS if request.method == "POST" else P.SETTINGS)
    found = queries.norm_for(request.actor, pk)
    form = NormForm(request.POST or None, norm=found)
    data = request.POST if request.method == "POST" else None
    only = builder(request, prefix="only", data=data, initial=read(found.condition))
    if (
        data is not None
        and form.is_valid()
        and not only.pressed
        and _changed(request, pk, form, only)
    ):
        return redirect("desk:norms")
    shown = {
        "norm": found,
        "versions": queries.norm_versions(request.actor, found),
        "form": form,
        "builder": only,
        "may_change": may(request.actor, P.NORMS) and found.valid_to is None,
    }
    return render(request, "desk/norm.html", shown, status=422 if form.errors else 200)


def _changed(request: Request, pk: int, form: NormForm, only: ConditionForm) -> bool:
    """Whether the successor was made; the refusal stands beside the form otherwise."""
    found = queries.norm_for(request.actor, pk)
    try:
        made = change_norm(norm=found, by=request.actor, condition=only.condition, **form.given)
    except RuleViolation as refusal:
        form.add_error("since", refusal.sentence)
        return False
    messages.success(request, f"С {made.valid_from:%d.%m.%Y} действует новая норма.")
    return True
