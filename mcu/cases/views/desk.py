"""Beside the forms of the desk: what is like it, what is open on a number, the draft, the printed card."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions.desk import look_up_number
from mcu.cases.forms.appeal import ReceptionForm
from mcu.cases.forms.desk import NumberForm, PaperForm
from mcu.cases.queries.desk import likes_of_draft, taken
from mcu.cases.queries.objects import Told, told_of
from mcu.cases.rules.desk import RECEPTION, door_of
from mcu.cases.rules.placing import PlaceWords
from mcu.cases.views import drafts
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.territory.rules.geometry import BadGeometry
from mcu.territory.rules.rows import point_in

NAMES = {
    *forms.RegisterForm.base_fields, *PaperForm.base_fields, "addressees", "about_body", "together",
}  # fmt: skip
RECEPTION_NAMES = set(ReceptionForm.base_fields)


@login_required
@require_POST
def similar(request: Request) -> HttpResponse:
    """Open problems and messages like what is being typed. Sent by POST: the text stands in no log."""
    require(request.actor, Permission.REGISTER)
    said = request.POST
    place = PlaceWords(*(said.get(name, "").strip()[:200] for name in PlaceWords._fields))
    text = (said.get("text") or said.get("matter") or "")[:4000]
    municipality = request.user.municipality
    offered = likes_of_draft(request.actor, municipality, text, place, timezone.now())
    chosen = said.get("together", "")
    shown = {
        "offered": offered,
        "chosen": chosen if chosen in {one.value for one in offered} else "",
        "may_join": bool(may(request.actor, Permission.PROBLEM_LEAD)),
        "told": _told(request, said.get("point", "")), "near": said.get("object_near", ""),
    }  # fmt: skip
    return render(request, "cases/parts/similar.html", shown)


def _told(request: Request, words: str) -> Told | None:
    """Of the point that is typed; nothing while it is none."""
    try:
        return told_of(request.actor.municipality_id or 0, point_in(words[:80]))
    except BadGeometry:
        return None


@login_required
@require_POST
@never_cache
def by_number(request: Request) -> HttpResponse:
    """Open cases left with a number, by a logged act."""
    require(request.actor, Permission.REGISTER)
    asked = forms.cleaned(NumberForm(request.POST))
    shown = {"found": look_up_number(**asked, by=request.actor)}
    template = "cases/by_number.html#found" if request.htmx else "cases/by_number.html"
    return render(request, template, shown)


@login_required
@require_POST
def keep_draft(request: Request) -> HttpResponse:
    """What is typed so far; with `forget` it is thrown away and the form begins anew."""
    require(request.actor, Permission.REGISTER)
    door = request.GET.get("door", "")
    known = door if door == RECEPTION else door_of(door)
    if "forget" in request.POST:
        drafts.forget(request, known)
        back = "cases:reception-add" if known == RECEPTION else "cases:register"
        query = f"?channel={known}" if known and known != RECEPTION else ""
        return redirect(reverse(back) + query)
    kept = drafts.keep(request, known, RECEPTION_NAMES if known == RECEPTION else NAMES)
    return HttpResponse(status=200 if kept else 413)


@login_required
@require_GET
def slip(request: Request, pk: int) -> HttpResponse:
    """The registration card as a sheet to print: nothing in it tells who wrote."""
    case = queries.case_for(request.actor, pk)
    return render(request, "cases/slip.html", {"taken": taken(case), "case": case})
