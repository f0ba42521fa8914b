"""«Настройки → Портал»: open or closed, what it says, what topics ask."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mcu.cases.queries.classifier import classifier_for
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, permitted, status
from mcu.portal.actions import setup as acts
from mcu.portal.forms.setup import QuestionForm, SetupForm
from mcu.portal.queries.held import held_count
from mcu.portal.queries.town import Town, all_questions, channel_of, question_for, setup_of


@login_required
@require_http_methods(["GET", "POST"])
def setup(request: Request) -> HttpResponse:
    """What the portal says, where the widget stands, where residents sign in."""
    permitted(request, Permission.SETTINGS)
    place = request.user.municipality
    channel, kept = channel_of(place.pk), setup_of(place)
    provider = Town(place, channel, kept).provider if channel else {}
    form = SetupForm(request.POST or None, instance=kept, kept=provider)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            acts.change_setup(
                place=place, given=form.plain, provider=form.provider, by=request.actor
            )
            messages.success(request, "Настройки портала сохранены.")
            return redirect("portal:setup")
    shown = {
        "form": form, "channel": channel, "place": place, "held": held_count(request.actor), "base": settings.MCU_URL,
        "may_manage": may(request.actor, Permission.CHANNELS),
    }  # fmt: skip
    return render(request, "portal/setup.html", shown, status=status(form))


@login_required
@require_POST
def turn(request: Request) -> HttpResponse:
    """Open or close the door."""
    active = request.POST.get("active") == "1"
    acts.open_portal(place=request.user.municipality, active=active, by=request.actor)
    messages.success(request, "Портал открыт." if active else "Портал закрыт.")
    return redirect("portal:setup")


@login_required
@require_http_methods(["GET", "POST"])
def questions(request: Request) -> HttpResponse:
    """What topics ask before sending."""
    permitted(request, Permission.SETTINGS)
    place = request.user.municipality
    known = classifier_for(place.pk).by_code
    form = QuestionForm(request.POST or None, topics=known.values())
    if request.method == "POST" and form.is_valid():
        with beside(form):
            acts.ask(place=place, by=request.actor, **form.cleaned_data)
            messages.success(request, "Вопрос добавлен.")
            return redirect("portal:questions")
    rows = [(known.get(each.topic), each) for each in all_questions(request.actor)]
    shown = {"form": form, "rows": rows, "may_manage": may(request.actor, Permission.CHANNELS)}
    return render(request, "portal/questions.html", shown, status=status(form))


@login_required
@require_POST
def remove_question(request: Request, pk: int) -> HttpResponse:
    acts.drop_question(question=question_for(request.actor, pk), by=request.actor)
    messages.success(request, "Вопрос убран.")
    return redirect("portal:questions")
