"""«Отправка»: what waits, what left, what did not and why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.channels import actions, jobs, queries
from mcu.channels.forms import KINDS, OutgoingForm, StuckForm, TestForm
from mcu.channels.models import Outgoing
from mcu.channels.queries import PAGE
from mcu.channels.rules import shown_to
from mcu.channels.transports import TRANSPORTS
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def outgoing(request: Request) -> HttpResponse:
    """The page; for htmx only the list that refreshes itself."""
    require(request.actor, Permission.SETTINGS)
    form = OutgoingForm(request.GET)
    page = queries.outgoing_page(request.actor, form.chosen())
    context = {
        "form": form,
        "page": page,
        "rows": [
            (letter, KINDS.get(letter.kind, letter.kind), _to(letter)) for letter in page.letters
        ],
        "counts": queries.counts(request.actor),
        "channels": [
            (TRANSPORTS[channel.transport].title, channel)
            for channel in queries.channels_for(request.actor)
        ],
        "may_manage": may(request.actor, Permission.OUTGOING),
        "test": TestForm({"to": request.user.email}) if request.user.email else TestForm(),
    }
    template = "channels/outgoing.html#list" if request.htmx else "channels/outgoing.html"
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    letter = queries.outgoing_for(request.actor, pk)
    with transaction.atomic():
        actions.retry(letter=letter, by=request.actor, now=timezone.now())
        jobs.deliver.defer()
    messages.success(request, "Письмо отправится сейчас.")
    return redirect("channels:outgoing")


@login_required
@require_GET
def stuck(request: Request) -> HttpResponse:
    """«Застряло»: what should have left and did not, and what to do about it."""
    require(request.actor, Permission.SETTINGS)
    form = StuckForm(request.GET, queries.channel_names(request.actor))
    page = queries.stuck_page(request.actor, form.chosen(), timezone.now())
    context = {
        "form": form,
        "page": page,
        "rows": [
            (letter, KINDS.get(letter.kind, letter.kind), _to(letter)) for letter in page.letters
        ],
        "may_manage": may(request.actor, Permission.OUTGOING),
    }
    status = 422 if form.errors else 200
    return render(request, "channels/stuck.html", context, status=status)


@login_required
@require_POST
def retry_many(request: Request) -> HttpResponse:
    """The chosen ones go again; what left meanwhile is left alone."""
    require(request.actor, Permission.OUTGOING)
    chosen = [int(key) for key in request.POST.getlist("letter") if key.isdecimal()][:PAGE]
    if not chosen:
        raise RuleViolation("Ничего не выбрано: отметьте строки, которые повторить.")
    with transaction.atomic():
        count = actions.retry_many(keys=chosen, by=request.actor, now=timezone.now())
        jobs.deliver.defer()
    messages.success(request, f"Повторяется: {count}.")
    return redirect("channels:stuck")


@login_required
@require_POST
def hand(request: Request, pk: int) -> HttpResponse:
    """«Отправлено вручную», with the address where it stands."""
    letter = queries.outgoing_for(request.actor, pk)
    url = request.POST.get("url", "").strip()
    actions.hand(letter=letter, url=url, by=request.actor, now=timezone.now())
    messages.success(request, "Отмечено: отправлено вручную.")
    return redirect("channels:stuck")


@login_required
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    letter = queries.outgoing_for(request.actor, pk)
    actions.cancel(letter=letter, by=request.actor, now=timezone.now())
    messages.success(request, "Письмо не будет отправлено.")
    return redirect("channels:outgoing")


@login_required
@require_POST
def switch(request: Request) -> HttpResponse:
    active = request.POST.get("active") == "1"
    actions.switch(transport=request.POST.get("transport", ""), active=active, by=request.actor)
    messages.success(request, "Отправка включена." if active else "Отправка остановлена.")
    return redirect("channels:outgoing")


@login_required
@require_POST
def test(request: Request) -> HttpResponse:
    """Put a letter into the outbox to see whether mail works."""
    require(request.actor, Permission.OUTGOING)
    form = TestForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Впишите адрес, на который отправить проверочное письмо.")
    place = str(request.user.municipality)
    with transaction.atomic():
        actions.put_test(
            to=form.cleaned_data["to"], by=request.actor, place=place, now=timezone.now()
        )
        jobs.deliver.defer()
    messages.success(request, "Проверочное письмо в очереди: смотрите его состояние в списке.")
    return redirect("channels:outgoing")


def _to(letter: Outgoing) -> str:
    """The address as much as it may be shown."""
    try:
        return shown_to(vault.unseal(letter.to))
    except vault.SealBroken:
        return "адрес не открывается"
