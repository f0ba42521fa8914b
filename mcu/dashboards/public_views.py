"""A screen without a person: it joins by a link that works once, then shows totals of one municipality."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mcu.core import wall
from mcu.core.errors import RuleViolation
from mcu.dashboards.actions import screens as acts
from mcu.dashboards.drawing import shown
from mcu.dashboards.queries.screens import screen_of
from mcu.dashboards.rules.screens import COOKIE, GOOD_FOR, is_shown, may_join


@never_cache
@require_http_methods(["GET", "POST"])
@wall.everywhere()
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking at the link uses nothing up: the button does, on the screen that is to show it."""
    screen, now = screen_of(secret), timezone.now()
    if screen is None or not may_join(screen.expires_at, screen.paired_at, screen.revoked_at, now):
        return render(request, "dashboards/gone.html", {"why": acts.GONE}, status=410)
    if request.method == "GET":
        return render(request, "dashboards/join.html", {"screen": screen})
    try:
        own = acts.join_screen(screen=screen)
    except RuleViolation as refusal:
        return render(request, "dashboards/gone.html", {"why": refusal.sentence}, status=410)
    response = redirect("dashboards:screen")
    response.set_cookie(
        COOKIE, own, max_age=GOOD_FOR, path=reverse("dashboards:screen"), httponly=True,
        secure=request.is_secure(), samesite="Lax",
    )  # fmt: skip
    return response


@never_cache
@require_GET
@wall.everywhere()
def screen(request: HttpRequest) -> HttpResponse:
    """The wall of the municipality whose screen this is; a screen taken back shows nothing."""
    found, now = screen_of(request.COOKIES.get(COOKIE, "")), timezone.now()
    if found is None or not is_shown(found.expires_at, found.paired_at, found.revoked_at, now):
        return render(request, "dashboards/gone.html", {"why": ""}, status=410)
    acts.seen(screen=found, now=now)
    place = found.municipality
    with wall.within([place.pk]), timezone.override(place.timezone):
        given = shown(place, now, reverse("dashboards:screen"), found.theme)
        part = "#wall" if request.htmx else ""  # type: ignore[attr-defined]
        return render(request, f"dashboards/wall.html{part}", given)
