"""«Быстрые маршруты»: which topics go which way without a coordinator, and the time it saved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases.actions.fast import set_fast_route, switch_fast_route
from mcu.cases.forms.rules import FastRouteForm
from mcu.cases.models import FastRoute
from mcu.cases.queries.automation import reference_of
from mcu.cases.queries.fast import fast_route_for, fast_routes, measured
from mcu.cases.queries.naming import names_for
from mcu.cases.rules.automation import Needs
from mcu.cases.rules.conditions import ALWAYS, read, words
from mcu.cases.views.conditions import builder, fits
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission


@login_required
@require_GET
def routes(request: Request) -> HttpResponse:
    """Every route with where it leads and how many are on it."""
    require(request.actor, P.SETTINGS)
    rows = [(route, _entry_words(request, route)) for route in fast_routes(request.actor)]
    shown = {"rows": rows, "may_change": may(request.actor, P.TOPICS)}
    return render(request, "desk/fast_routes.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(request.actor, P.TOPICS)
    return _edited(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def route(request: Request, pk: int) -> HttpResponse:
    """One route: its figures, and for whoever may its content."""
    require(request.actor, P.TOPICS if request.method == "POST" else P.SETTINGS)
    return _edited(request, fast_route_for(request.actor, pk))


@login_required
@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.TOPICS)
    found = fast_route_for(request.actor, pk)
    active = request.POST.get("active") == "1"
    switch_fast_route(route=found, active=active, by=request.actor)
    messages.success(request, f"Маршрут «{found}» {'включён' if active else 'выключен'}.")
    return redirect("desk:fast-route", pk)


def _edited(request: Request, found: FastRoute | None) -> HttpResponse:
    """The form as it stands; saved when it is sent whole, told why not otherwise."""
    data = request.POST if request.method == "POST" else None
    entry = builder(request, prefix="entry", data=data, initial=_entry(found))
    bodies = reference_of(request.actor.municipality_id).names[Needs.BODY]
    form, error = FastRouteForm(data, found, bodies), ""
    if data is not None and not entry.pressed:
        try:
            made = set_fast_route(
                place=request.user.municipality, name=form.name, source=form.source,
                entry=entry.condition, steps=form.steps, by=request.actor, route=found,
            )  # fmt: skip
        except RuleViolation as refusal:
            error = refusal.sentence
        else:
            messages.success(request, f"Маршрут «{made}» сохранён.")
            return redirect("desk:fast-route", made.pk)
    shown = {"form": form, "builder": entry, "fits": fits(request, entry), "error": error}
    shown |= _figures(request, found)
    return render(request, "desk/fast_route.html", shown, status=422 if error else 200)


def _figures(request: Request, found: FastRoute | None) -> dict[str, Any]:
    may_change = bool(may(request.actor, P.TOPICS))
    if found is None:
        return {"route": None, "may_change": may_change}
    place, now = request.user.municipality, timezone.now()
    return {
        "route": found,
        "entry_words": _entry_words(request, found),
        "measured": measured(request.actor, place, found, now),
        "may_change": may_change,
    }


def _entry(found: FastRoute | None):  # type: ignore[no-untyped-def]
    return read(found.entry) if found else ALWAYS


def _entry_words(request: Request, found: FastRoute) -> str:
    entry = read(found.entry)
    return words(entry, names_for(request.actor.municipality_id, entry.fields))
