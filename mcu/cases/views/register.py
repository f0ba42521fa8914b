"""«+ Зарегистрировать»."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mcu.cases import forms
from mcu.cases.actions.register import register as register_case
from mcu.cases.models import Case
from mcu.cases.views.frame import case_url
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission


@login_required
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """The form; what is wrong stands beside its field and nothing typed is lost."""
    require(request.actor, Permission.REGISTER)
    channel = request.GET.get("channel", "")
    form = forms.RegisterForm(request.POST or None, actor=request.actor, channel=channel)
    case = _registered(request, form) if form.is_valid() else None
    if case is None:
        status = 422 if form.is_bound else 200
        return render(request, "cases/register.html", {"form": form}, status=status)
    messages.success(request, f"Зарегистрировано: {case}.")
    return redirect(request.path if "again" in request.POST else case_url(case.pk))


def _registered(request: Request, form: forms.RegisterForm) -> Case | None:
    try:
        return register_case(
            incoming=form.incoming(), municipality=request.user.municipality, by=request.actor
        )
    except AccessDenied:
        raise
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return None
