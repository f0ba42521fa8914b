"""Which form is an appeal under 59-ФЗ, where to send one, and one of a verified person."""

import logging
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mcu.clients import oidc
from mcu.core.errors import RuleViolation
from mcu.portal.actions import sending as acts
from mcu.portal.forms.appeal import AppealForm
from mcu.portal.public_views.frame import page, resident
from mcu.portal.public_views.sending import acknowledged
from mcu.portal.queries.codes import new_key
from mcu.portal.queries.town import Town
from mcu.portal.rules.identity import full_name, is_valid
from mcu.portal.rules.sending import Contact, Sending

STARTED, WHO = "portal-oidc", "portal-who"
FAILED = "Вход не получился: поставщик не ответил как надо. Попробуйте позже или подайте обращение другим способом."
log = logging.getLogger(__name__)


@require_GET
@resident
def appeal(request: HttpRequest, town: Town) -> HttpResponse:
    """Message or appeal; where to send which."""
    return page(request, town, "appeal.html", provider=town.provider)


@require_GET
@resident
def identify(request: HttpRequest, town: Town) -> HttpResponse:
    """Off to the provider of the municipality."""
    try:
        address, started = oidc.start(_client(town), _back(request, town))
    except oidc.ProviderFailed as failure:
        return _failed(request, town, failure)
    request.session[STARTED] = {**started.as_dict(), "place": town.code}
    return redirect(address)


@require_GET
@resident
def identified(request: HttpRequest, town: Town) -> HttpResponse:
    """Home again: the name is verified, and kept for half an hour in this browser's session only."""
    client, kept = _client(town), request.session.pop(STARTED, None)
    if kept is None or kept.pop("place") != town.code:
        return redirect("portal:appeal", town.code)
    try:
        claims = oidc.finish(client, oidc.Started(**kept), request.GET.dict())
        name = full_name(claims)
    except oidc.ProviderFailed as failure:
        return _failed(request, town, failure, status=422)  # a session is not saved with a 5xx
    except RuleViolation as refusal:
        return page(
            request, town, "appeal.html", 422, provider=town.provider, wrong=refusal.sentence
        )
    request.session[WHO] = {"place": town.code, "name": name, "at": timezone.now().isoformat()}
    return redirect("portal:appeal-send", town.code)


@require_http_methods(["GET", "POST"])
@resident
def send(request: HttpRequest, town: Town) -> HttpResponse:
    """An appeal goes the way of every message, as an appeal."""
    who = request.session.get(WHO, {})
    if not town.provider or not is_valid(who, town.code, timezone.now()):
        return redirect("portal:appeal", town.code)
    form = AppealForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        receipt = acts.send(town=town, sending=_sending(form, who["name"]), now=timezone.now())
        case = acts.understand(town, receipt.key, timezone.now())
        return acknowledged(request, town, replace(receipt, case=case))
    status = 422 if form.errors else 200
    return page(request, town, "appeal_form.html", status, form=form, name=who["name"])


def _sending(form: AppealForm, name: str) -> Sending:
    given = form.cleaned_data
    contact = Contact(name, given["email"], "", given["address"].strip())
    return Sending(key=given["key"], text=given["text"], contact=contact, appeal=given["kind"])


def _client(town: Town) -> oidc.Client:
    given = town.provider
    if not given:
        raise Http404("Обращения здесь не принимаются.")
    return oidc.Client(given["issuer"], given["client_id"], given["client_secret"], given["scope"])


def _back(request: HttpRequest, town: Town) -> str:
    return request.build_absolute_uri(reverse("portal:identified", args=[town.code]))


def _failed(
    request: HttpRequest, town: Town, failure: oidc.ProviderFailed, status: int = 502
) -> HttpResponse:
    log.warning("sign-in of a resident failed: %s", failure)
    return page(request, town, "appeal.html", status, provider=town.provider, wrong=FAILED)
