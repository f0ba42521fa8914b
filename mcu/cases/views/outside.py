"""The outside model: settings, a draft or a summary on a click, the draft taken into the answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import queries
from mcu.cases.actions import outside as actions
from mcu.cases.forms import cleaned
from mcu.cases.forms.outside import AskForm, OutsideForm, TakeForm
from mcu.cases.queries.outside import outside_of, running_model
from mcu.cases.rules.outside import Ask
from mcu.cases.views.frame import acted, back_of
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def settings(request: Request) -> HttpResponse:
    require(request.actor, Permission.SETTINGS)
    row = outside_of(request.user.municipality.pk)
    may_change = bool(may(request.actor, Permission.NORMS))
    shown = {"form": OutsideForm(row=row), "row": row, "may_change": may_change}
    return render(request, "cases/outside.html", shown)


@login_required
@require_POST
def set_model(request: Request) -> HttpResponse:
    require(request.actor, Permission.NORMS)
    place = request.user.municipality
    values = cleaned(OutsideForm(request.POST, row=None))
    actions.set_model(municipality=place, by=request.actor, **values)
    messages.success(request, "Настройки внешней модели сохранены.")
    return redirect("cases:outside")


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """What the model said, marked as its own; nothing is kept until a person takes it."""
    case = queries.case_for(request.actor, pk)
    what = Ask(cleaned(AskForm(request.POST))["what"])
    said = actions.ask_model(case=case, what=what, by=request.actor)
    shown = {
        "case": case, "what": what, "back": back_of(request), "text": said,
        "model": running_model(case.municipality_id), "take": what == Ask.DRAFT,
    }  # fmt: skip
    template = "cases/machine.html#said" if request.htmx else "cases/machine.html"
    return render(request, template, shown)


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    actions.take_draft(case=case, by=request.actor, **cleaned(TakeForm(request.POST)))
    return acted(request, pk, "Черновик машины взят в ответ. Проверьте его.")
