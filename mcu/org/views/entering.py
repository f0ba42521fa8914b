"""What every way of signing in ends with, and what a page may ask of somebody who is in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from mcu.org import actions, queries
from mcu.org.middleware import MUST_SET_UP
from mcu.org.models import Person
from mcu.org.models.sessions import ADDRESS, AGENT, BEGAN, WAY
from mcu.org.rules.passkeys import Site
from mcu.org.rules.sign_in import device

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "pending"  # in the session of whoever has given the first factor only
PENDING_FOR = timedelta(minutes=10)
CONFIRMED = "confirmed"
FRESH = timedelta(minutes=15)


def after_first(request: HttpRequest, person: Person, way: str, next: str) -> HttpResponse:
    """In, or on to the second factor of whoever has one."""
    if not queries.has_second_factor(person):
        return enter(request, person, way, next)
    request.session[PENDING] = {
        "person": person.pk,
        "hash": person.get_session_auth_hash(),
        "way": way,
        "next": next,
        "at": timezone.now().timestamp(),
    }
    return redirect("org:second")


def pending(request: HttpRequest) -> tuple[Person, str, str] | None:
    """(person, way, next) of whoever has given the password in the last minutes."""
    kept = request.session.get(PENDING)
    if not kept or timezone.now().timestamp() - kept["at"] > PENDING_FOR.total_seconds():
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != kept["hash"]:
        return None
    return person, kept["way"], kept["next"]


def enter(request: HttpRequest, person: Person, way: str, next: str = "/") -> HttpResponse:
    """A session under a new key, that knows where from and since when."""
    login(request, person, BACKEND)
    agent = request.headers.get("User-Agent", "").replace("\x00", "")[:300]
    now = timezone.now().timestamp()
    request.session.pop(PENDING, None)
    request.session.update(
        {ADDRESS: address(request), AGENT: agent, WAY: way, BEGAN: now, CONFIRMED: now}
    )
    actions.entered(person=person, way=way, address=address(request), device=device(agent))
    set_up = queries.must_have_second_factor(queries.actor_for(person))
    if set_up and not queries.has_second_factor(person):
        request.session[MUST_SET_UP] = True
    return redirect(next)


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def where_to(request: HttpRequest) -> str:
    """The page that was asked for before signing in, when it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if ours else "/"


def site(request: HttpRequest) -> Site:
    """The address as the browser sees it, for passkeys."""
    host = request.get_host()
    return Site(host.rsplit(":", 1)[0] if ":" in host else host, f"{request.scheme}://{host}")


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has shown lately that it is they who sit here."""
    row = getattr(request.session, "row", None)
    began = row.began_at.timestamp() if row else 0
    moment = max(request.session.get(CONFIRMED, 0), began)
    return timezone.now() - datetime.fromtimestamp(moment, timezone.get_current_timezone()) < FRESH


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What changes the way in asks for the password again, unless it was given just now."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("org:mine")
        return redirect(f"{reverse('org:confirm')}?{urlencode({'next': back})}")

    return checked
