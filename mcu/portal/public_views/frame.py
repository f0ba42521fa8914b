"""What every page of a resident begins with: whose portal it is, behind the wall of that town."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
        with within, timezone.override(town.place.timezone), reading_once():
            return view(request, town, **given)

    return opened


def page(
    request: HttpRequest, town: Town, template: str, status: int = 200, **shown: Any
) -> HttpResponse:
    """A page of the portal."""
    return render(request, f"portal/{template}", {"town": town, **shown}, status=status)


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
