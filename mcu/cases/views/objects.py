"""Objects of the map: sought, looked at with their cases, named in a case."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import queries
from mcu.cases.actions.object import called, name_object
from mcu.cases.forms.objects import found_object
from mcu.cases.models import Case
from mcu.cases.queries.objects import cases_of, objects_with_cases
from mcu.cases.rules.map import View
from mcu.cases.views.frame import acted
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import number_of_page, permitted, words_of
from mcu.territory.queries.layers import layers, object_for

PAGE, SHOWN = 50, 100


@login_required
@require_GET
def found(request: Request) -> HttpResponse:
    """Found by words and layer; with `case` each can be named in that case."""
    actor = permitted(request, Permission.SEE)
    layer = request.GET.get("layer", "")
    key = int(layer) if layer.isdecimal() and len(layer) < 18 else None
    rows = objects_with_cases(actor, words_of(request), key)
    shown: dict[str, Any] = {
        "page": Paginator(rows, PAGE).get_page(number_of_page(request)), "q": words_of(request),
        "layers": layers(actor), "layer": key, "case": _case(request),
    }  # fmt: skip
    return render(request, "cases/objects.html", shown)


@login_required
@require_GET
def one(request: Request, pk: int) -> HttpResponse:
    """The card of an object: what is known of it, where it stands, its cases."""
    actor = permitted(request, Permission.SEE)
    row = object_for(actor, pk)
    view = View(row.lat, row.lon, 17)
    cases = cases_of(actor, row)
    shown = {
        "found": row, "cases": cases[:SHOWN], "count": cases.count(),
        "open_count": sum(case.is_open for case in cases[:SHOWN]), "there": view.query,
    }  # fmt: skip
    return render(request, "cases/object.html", shown)


@login_required
@require_POST
def name(request: Request, pk: int) -> HttpResponse:
    """The case is about this object; an empty one takes the name away."""
    case = queries.case_for(request.actor, pk)
    words = request.POST.get("object", "").replace("\x00", "").strip()[:200]
    chosen = found_object(request.actor, words) if words else None
    name_object(case=case, found=chosen, by=request.actor)
    return acted(request, pk, f"Объект: {called(chosen)}." if chosen else "Объект убран.")


def _case(request: Request) -> Case | None:
    given = request.GET.get("case", "")
    if not given.isdecimal() or len(given) > 18:
        return None
    return queries.case_for(request.actor, int(given))
