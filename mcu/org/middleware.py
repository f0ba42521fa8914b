"""Every request gets an id for the journal and the actor behind it, with duties read when needed."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from mcu.core.journal import request_id
from mcu.org import queries
from mcu.org.models import Person
from mcu.org.rules.roles import Actor


class Request(HttpRequest):
    """A request of somebody who is signed in, as this middleware and the one of htmx leave it.

    `counts` is what the menu counts, where the page has counted it already.
    """

    actor: Actor
    counts: dict[str, int] | None
    htmx: HtmxDetails
    user: Person


def act(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(str(uuid.uuid4()))
        if request.user.is_authenticated:
            timezone.activate(request.user.municipality.timezone)
            request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        try:
            return get_response(request)
        finally:
            request_id.reset(token)
            timezone.deactivate()

    return middleware


def _actor(request: HttpRequest) -> Actor:
    return queries.actor_for(request.user)  # type: ignore[arg-type]
