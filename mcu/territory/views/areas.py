"""«Территория»: the borders of the municipality, of its settlements and districts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, permitted, status
from mcu.territory.actions import areas as actions
from mcu.territory.forms import AreasForm
from mcu.territory.queries import areas as queries
from mcu.territory.rules.drawing import sheet_of


@login_required
def territory(request: Request) -> HttpResponse:
    """What is in force and what was before it; posting brings a file to look at."""
    actor = permitted(request, Permission.SETTINGS)
    form = AreasForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        permitted(request, Permission.ORGANISATION)
        if form.is_valid() and (made := _opened(request, form)):
            return made
    shown = {
        "form": form, "sets": queries.sets(actor),
        "may_change": may(actor, Permission.ORGANISATION),
    }  # fmt: skip
    return render(request, "territory/territory.html", shown, status=status(form))


@login_required
@require_GET
def one_set(request: Request, pk: int) -> HttpResponse:
    """The borders drawn and listed, before they are in force or after."""
    actor = permitted(request, Permission.SETTINGS)
    found = queries.set_for(actor, pk)
    areas = queries.areas_in(found)
    shown = {
        "found": found, "areas": areas, "sheet": sheet_of(areas),
        "may_change": may(actor, Permission.ORGANISATION),
    }  # fmt: skip
    return render(request, "territory/areas.html", shown)


@login_required
@require_POST
def put(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    actions.put_in_force(found=queries.set_for(actor, pk), by=actor)
    messages.success(request, "Границы действуют.")
    return redirect("territory:territory")


@login_required
@require_POST
def clear(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    actions.clear(found=queries.set_for(actor, pk), by=actor)
    messages.success(request, "Границы сняты. Вернуть их можно здесь же.")
    return redirect("territory:territory")


def _opened(request: Request, form: AreasForm) -> HttpResponse | None:
    given = form.cleaned_data["file"]
    with beside(form, "file"):
        made = actions.open_areas(
            municipality=request.user.municipality, kind=form.cleaned_data["kind"], name=given.name,
            chunks=given.chunks(), by=request.actor,
        )  # fmt: skip
        return redirect("territory:areas", made.pk)
    return None
