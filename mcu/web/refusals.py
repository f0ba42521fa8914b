"""A rule that forbids becomes an answer in words: beside the form, or on a page of its own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from mcu.core import disk
from mcu.core.errors import AccessDenied, RuleViolation

# What a person wrote is worth showing again; keys and choices are not.
WORTH_KEEPING = 15


class RefusalMiddleware:
    """RuleViolation → 422, AccessDenied → 403, each with its sentence; nothing typed is lost.

    A full disk, whichever page comes upon it, is a refusal too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        found = error if isinstance(error, RuleViolation) else disk.no_room(error)
        return refuse(request, found) if found else None

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """The check of the form's token has read what is uploaded: it may have found no room."""
        found = getattr(request, "upload_refused", None)
        return refuse(request, found) if found else None


def refuse(request: HttpRequest, error: RuleViolation) -> HttpResponse:
    """The refusal as this request can show it: a sentence for htmx, a page for the rest."""
    status = 403 if isinstance(error, AccessDenied) else 422
    part = "web/refusal.html#sentence" if request.headers.get("HX-Request") else "web/refusal.html"
    shown = {"sentence": error.sentence, "written": written(request), "back": way_back(request)}
    return render(request, part, shown, status=status)


def written(request: HttpRequest) -> list[str]:
    """The texts a person typed into the form that was refused."""
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    values: list[Any] = [value for name in names for value in request.POST.getlist(name)]
    return [value for value in values if len(value) >= WORTH_KEEPING and " " in value]


def way_back(request: HttpRequest) -> str:
    """The page the request came from, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if ours else "/"
