"""Every request gets an id for the journal and the actor behind it, with duties read when needed;
a session that is over ends, and whoever must set up a second factor is led there."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from mcu.core import journal, wall
from mcu.core.errors import AccessDenied
from mcu.core.journal import request_id
from mcu.core.models import JournalEntry
from mcu.core.once import reading_once
from mcu.org import actions, queries
from mcu.org.models import Person, Session
from mcu.org.models.sessions import SessionStore
from mcu.org.rules.roles import Actor
from mcu.org.rules.sign_in import Timeouts, over

Answer = Callable[[HttpRequest], HttpResponse]
READS = frozenset({"GET", "HEAD"})  # of these nothing is changed that is read twice
SEEN_EVERY = timedelta(minutes=1)
MUST_SET_UP = "must_set_up"  # in the session of whoever may not work without a second factor

# A page that polls, or somebody who tries addresses one after another, must not flood the chain.
REMEMBERED = 100
REMEMBERED_WITHIN = timedelta(minutes=10)


class Request(HttpRequest):
    """A request of somebody who is signed in, as this middleware and the one of htmx leave it.

    `counts` is what the menu counts, where the page has counted it already.
    """

    actor: Actor
    counts: dict[str, int] | None
    htmx: HtmxDetails
    user: Person


def act(get_response: Answer) -> Answer:
    """Who acts, by which clock, behind the wall of their municipality.

    A stranger has none yet: the doors before sign-in look people up by a login or a secret.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(str(uuid.uuid4()))
        try:
            if not request.user.is_authenticated:
                return get_response(request)
            timezone.activate(request.user.municipality.timezone)
            request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
            with reading_once() if request.method in READS else nullcontext():
                return _behind_the_wall(get_response, request, request.user.municipality_id)
        finally:
            request_id.reset(token)
            timezone.deactivate()

    return middleware


def _behind_the_wall(get_response: Answer, request: HttpRequest, place: int) -> HttpResponse:
    """An answer that is sent piece by piece stays behind the wall until its last piece."""
    with wall.within([place]):
        response = get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            pieces = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _pieces(pieces, [place])
        return response


def _pieces(pieces: Iterable[bytes], places: list[int]) -> Iterator[bytes]:
    source = iter(pieces)
    while True:
        with wall.within(places):
            piece = next(source, None)
        if piece is None:
            return
        yield piece


def keep_sessions(get_response: Answer) -> Answer:
    """Idle and absolute timeouts, last seen, and the way to the set-up of a second factor."""
    limits = Timeouts(
        timedelta(minutes=settings.MCU_SESSION_IDLE_MINUTES),
        timedelta(hours=settings.MCU_SESSION_HOURS),
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            stop = _ended(request, limits) or _led(request)
            if stop:
                return stop
        return get_response(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    return queries.actor_for(request.user)  # type: ignore[arg-type]


class RefusalJournal:
    """What a signed-in person was refused is in the journal: which door, which key, which permission
    was missing; nothing of what stands behind the door or of what was sent to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return
        door = {"door": match.view_name, "method": request.method, **match.kwargs}
        if isinstance(error, (AccessDenied, PermissionDenied)):
            _refused(request, "access.denied", door | _missing(error))
            _advise(request, error)
        elif isinstance(error, Http404) and match.kwargs:
            _refused(request, "access.hidden", door)


def _advise(request: HttpRequest, error: Exception) -> None:
    """Where a right is missing the sentence goes on with who can give it."""
    if isinstance(error, AccessDenied) and error.permission:
        place = request.user.municipality  # type: ignore[union-attr]
        error.sentence = f"{error.sentence} {queries.who_gives(place)}"


def _missing(error: Exception) -> dict[str, str]:
    permission = str(getattr(error, "permission", ""))
    return {"permission": permission} if permission else {}


def _refused(request: HttpRequest, action: str, after: dict[str, object]) -> None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    since = timezone.now() - REMEMBERED_WITHIN
    own = JournalEntry.objects.filter(
        municipality_id=actor.municipality_id, actor_id=actor.person_id, at__gt=since
    )
    before = own.filter(action__startswith="access.")[:REMEMBERED].count()
    if before == REMEMBERED:
        return
    more = {"more": True} if before == REMEMBERED - 1 else {}
    journal.record(action, by=actor, municipality_id=actor.municipality_id, after=after | more)


def _ended(request: HttpRequest, limits: Timeouts) -> HttpResponse | None:
    store: SessionStore = request.session  # type: ignore[assignment]
    row, now = store.row, timezone.now()
    if row is None:
        return None
    reason = over(row.began_at, row.seen_at, now, limits)
    if reason:
        return _end(request, row, reason)
    # A page that refreshes itself is no sign of a person in front of it.
    if now - row.seen_at > SEEN_EVERY and "X-Refresh" not in request.headers:
        store.seen(now)
    return None


def _end(request: HttpRequest, row: Session, reason: str) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    actions.end_session(session=row, by=queries.actor_for(person), reason=reason)
    logout(request)
    messages.warning(request, reason)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _led(request: HttpRequest) -> HttpResponse | None:
    if not request.session.get(MUST_SET_UP):
        return None
    mine = reverse("org:mine")
    if request.path.startswith(mine) or request.path == reverse("org:sign-out"):
        return None
    return redirect(mine)
