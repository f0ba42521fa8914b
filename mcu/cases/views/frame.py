"""What the views of this app share: the request as middleware made it, the answer after an act."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event

from mcu.cases import queries
from mcu.cases.views.shown import card_shown
from mcu.org.middleware import Request


def acted(request: Request, pk: int, message: str) -> HttpResponse:
    """After an act: the card as it is now for htmx, the page of the case for the rest."""
    messages.success(request, message)
    try:
        case = queries.case_for(request.actor, pk)
    except Http404:
        return _left(request)
    if not request.htmx:
        return redirect(case_url(pk, back_of(request)))
    shown = card_shown(request.actor, case, timezone.now()) | {"back": back_of(request)}
    return trigger_client_event(render(request, "cases/acted.html", shown), "case-changed")


def back_of(request: HttpRequest) -> str:
    """The list a person came from, carried along in the URL or the form; only one of ours."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return back if ours else ""


def case_url(pk: int, back: str = "") -> str:
    query = f"?{urlencode({'back': back})}" if back else ""
    return reverse("cases:card", args=[pk]) + query


def _left(request: Request) -> HttpResponse:
    """The case went to somebody else and is no longer to be seen."""
    messages.info(request, "Сообщение передано и больше не в вашем ведении.")
    if not request.htmx:
        return redirect(back_of(request) or "cases:feed")
    return trigger_client_event(render(request, "cases/acted.html", {"card": None}), "case-changed")
