"""Signing in by a provider of OpenID Connect (as ЕСИА is): only people who are known already."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mcu.clients import oidc
from mcu.org import actions, queries
from mcu.org.models import Person
from mcu.org.rules.oidc import mapping
from mcu.org.views.entering import after_first, where_to

STARTED = "oidc"
log = logging.getLogger(__name__)


def title() -> str:
    """What the button says; empty while no provider is set."""
    return str(settings.MCU_OIDC["title"]) if settings.MCU_OIDC["issuer"] else ""


@require_GET
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Off to the provider."""
    client = _client()
    back = request.build_absolute_uri(reverse("org:oidc-back"))
    try:
        address, started = oidc.start(client, back)
    except oidc.ProviderFailed as failure:
        return _failed(request, failure)
    request.session[STARTED] = {**started.as_dict(), "next": where_to(request)}
    return redirect(address)


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Home from the provider: the claims are verified, then mapped to somebody we know."""
    client, kept = _client(), request.session.pop(STARTED, None)
    if kept is None:
        messages.warning(request, "Вход через единый вход начните заново.")
        return redirect("org:sign-in")
    next = kept.pop("next")
    try:
        claims = oidc.finish(client, oidc.Started(**kept), request.GET.dict())
    except oidc.ProviderFailed as failure:
        return _failed(request, failure)
    person = _known(client.issuer, claims)
    if person is None:
        messages.error(
            request,
            "Вас нет среди сотрудников МЦУ, или в карточке другая почта. "
            "Обратитесь к администратору МЦУ: сам вход учётных записей не заводит.",
        )
        return redirect("org:sign-in")
    return after_first(request, person, "oidc", next)


def _known(issuer: str, claims: dict[str, Any]) -> Person | None:
    """Whom the provider means; the first time by a verified claim, then by its own number."""
    subject = str(claims["sub"])
    person = queries.person_by_identity(issuer, subject)
    if person:
        return person
    field, value = mapping(settings.MCU_OIDC["claim"], claims)
    person = queries.person_by_claim(field, value)
    if person is None or queries.has_identity(person, issuer):
        return None
    actions.link_identity(person=person, issuer=issuer, subject=subject)
    return person


def _client() -> oidc.Client:
    given = settings.MCU_OIDC
    if not given["issuer"]:
        raise Http404
    return oidc.Client(given["issuer"], given["client_id"], given["client_secret"], given["scope"])


def _failed(request: HttpRequest, failure: oidc.ProviderFailed) -> HttpResponse:
    log.warning("sign-in by the provider failed: %s", failure)
    messages.error(
        request, "Единый вход не ответил как надо. Войдите паролем или попробуйте позже."
    )
    return redirect("org:sign-in")
