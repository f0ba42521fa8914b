"""Where it is: what the text suggests, confirmed with one key or written anew."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions.place import set_place
from mcu.cases.forms.place import PlaceForm
from mcu.cases.queries.access import belongs
from mcu.cases.queries.objects import object_of, objects_near
from mcu.cases.queries.places import stands, suggested_places
from mcu.cases.rules.placing import PlaceWords
from mcu.cases.rules.workflow import Verb, available
from mcu.cases.views.frame import acted, back_of
from mcu.org.middleware import Request
from mcu.territory.queries.layers import layers


@login_required
@require_GET
def where(request: Request, pk: int) -> HttpResponse:
    """The part of the card; a page of its own without JavaScript."""
    case = queries.case_for(request.actor, pk)
    verbs = {move.verb for move in available(case.state, request.actor, belongs(case))}
    may_name = Verb.OBJECT in verbs and layers(request.actor).exists()
    words = PlaceWords(case.settlement, case.street, case.house, case.landmark)
    context = {
        "case": case, "back": back_of(request), "may_place": Verb.PLACE in verbs,
        "suggested": suggested_places(case), "form": PlaceForm(place=words), "stands": stands(case),
        "named": object_of(case), "may_name": may_name,
        "close": objects_near(case) if may_name else [],
    }  # fmt: skip
    template = "cases/parts/place.html" if request.htmx else "cases/place.html"
    return render(request, template, context)


@login_required
@require_POST
def place(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    form = PlaceForm(request.POST)
    forms.cleaned(form)
    set_place(case=case, place=form.place, by=request.actor)
    return acted(request, pk, f"Место: {form.place.title}.")
