"""Who a request of a program comes from: the token in its header."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from mcu.core import wall
from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.models import Token
from mcu.org.rules.roles import Actor
from mcu.org.rules.tokens import PREFIX, Scope

NO_TOKEN = RuleViolation(
    "Нужен действующий токен в заголовке Authorization: Bearer … Его выпускают на странице «Мой вход».",
    code="token",
)


class ApiRequest(HttpRequest):
    """A request that came with a good token."""

    token: Token
    actor: Actor


def token_required(scope: Scope | None = None) -> Callable[..., Any]:
    """Let in whoever has a token with the scope; cookies count for nothing here."""

    def decorate(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def checked(request: ApiRequest, *args: Any, **kwargs: Any) -> JsonResponse:
            token = _token(request)
            if token is None:
                return _refuse(NO_TOKEN, 401)
            if scope and scope not in token.scopes:
                return _refuse(
                    RuleViolation(f"Токен не даёт права «{scope.label}».", code="scope"), 403
                )
            request.token, request.actor = token, queries.actor_for(token.person)
            with wall.within([request.actor.municipality_id]):
                return view(request, *args, **kwargs)

        return checked

    return decorate


def _token(request: HttpRequest) -> Token | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.startswith(PREFIX):
        return None
    now = timezone.now()
    token = queries.token_for(secret.strip(), now)
    if token:
        actions.token_used(token=token, address=request.META.get("REMOTE_ADDR", ""), now=now)
    return token


def _refuse(refusal: RuleViolation, status: int) -> JsonResponse:
    answer = JsonResponse(
        refusal.as_dict(), status=status, json_dumps_params={"ensure_ascii": False}
    )
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="mcu"'
    return answer
