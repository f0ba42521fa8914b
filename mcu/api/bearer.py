"""Who a request of a program comes from: the token in its header, how often, behind which wall."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from mcu.api.problems import NOT_HERE, TOO_LARGE, UNREADABLE, NoScope, problem, too_often
from mcu.core import wall
from mcu.exchange.actions.pace import pause_of
from mcu.org import actions, queries
from mcu.org.models import Token
from mcu.org.rules.roles import Actor
from mcu.org.rules.tokens import PREFIX, Scope

LARGEST = 2 * 2**20


class ApiRequest(HttpRequest):
    """A request that came with a good token."""

    token: Token
    actor: Actor


class Bearer(HttpBearer):
    """The scope an operation needs; the token itself was read at the door."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        known: Token | None = getattr(request, "token", None)
        if known and self.scope and self.scope not in known.scopes:
            raise NoScope(f"Токен не даёт права «{self.scope.label}». Выпустите другой.")
        return known


def door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of the API behind its token; cookies count for nothing here."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if unfit := _unfit(request):
            return unfit
        token = token_of(request)
        if token is None:
            return _said(view(request, *args, **kwargs))
        if pause := pause_of(token.pk, settings.MCU_API_RATE, timezone.now()):
            return too_often(pause)
        request.token, request.actor = token, queries.actor_for(token.person)  # type: ignore[attr-defined]
        with wall.within([token.person.municipality_id]):
            timezone.activate(token.person.municipality.timezone)
            return _said(view(request, *args, **kwargs))

    return opened


def token_of(request: HttpRequest) -> Token | None:
    """The token in the header, while it may be used."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return known_token(request, secret) if kind.lower() == "bearer" else None


def known_token(request: HttpRequest, secret: str) -> Token | None:
    """The token with this secret; that it was used is remembered."""
    if not secret.startswith(PREFIX) or "\x00" in secret:
        return None
    now = timezone.now()
    token = queries.token_for(secret.strip(), now)
    if token:
        actions.token_used(token=token, address=request.META.get("REMOTE_ADDR", ""), now=now)
    return token


def _unfit(request: HttpRequest) -> HttpResponse | None:
    """Too large, or with signs that no text has."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return problem(413, "too_large", TOO_LARGE)
    if any("\x00" in value for values in request.GET.lists() for value in values[1]):
        return problem(400, "unreadable", UNREADABLE)
    return None


def _said(response: HttpResponseBase) -> HttpResponseBase:
    """A refusal that Django words itself becomes one of ours."""
    if response.status_code == 405:
        told = problem(405, "method", NOT_HERE)
        told["Allow"] = response["Allow"]
        return told
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="mcu"'
    return response
