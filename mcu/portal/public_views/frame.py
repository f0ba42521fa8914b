"""What every page of a resident begins with: whose portal it is, behind the wall of that town."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from mcu.core import wall
from mcu.core.once import reading_once
from mcu.portal.queries.town import Town, town_at

TownView = Callable[..., HttpResponse]


def resident(view: TownView) -> TownView:
    """`view(request, town, …)` for the portal under the code in the address; 404 while it is closed."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, place: str, **given: Any) -> HttpResponse:
        with wall.everywhere():
            town = town_at(place)
        within = wall.within([town.place.pk])
        request.town = town  # type: ignore[attr-defined]
        with within, timezone.override(town.place.timezone), reading_once():
            return view(request, town, **given)

    return opened


def page(
    request: HttpRequest, town: Town, template: str, status: int = 200, **shown: Any
) -> HttpResponse:
    """A page of the portal."""
    return render(request, f"portal/{template}", {"town": town, **shown}, status=status)


def around(request: HttpRequest) -> dict[str, Any]:
    """The frame of what the program itself says under the addresses of residents: no such page, a form
    too old, a refusal. Elsewhere nothing."""
    doors = reverse("portal:towns")
    if not request.path.startswith(doors):
        return {}
    town = getattr(request, "town", None) or _named(request.path.removeprefix(doors))
    home = reverse("portal:send", args=[town.code]) if town else doors
    return {"around": "portal/base.html", "town": town, "home": home}


def _named(rest: str) -> Town | None:
    """Whose portal an address without a page of its own speaks of."""
    with suppress(Http404), wall.everywhere():
        return town_at(rest.partition("/")[0].replace("\x00", ""))
    return None


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
