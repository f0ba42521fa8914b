"""The calendar of planned outages: the list, a file taken in, a row taken out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mcu.coordination.views.frame import place_of, reading
from mcu.insight.actions import outages as acts
from mcu.insight.actions.outages import Taken
from mcu.insight.forms import OutagesForm
from mcu.insight.queries import alarms as queries
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, number_of_page, permitted, status

PAGE, TOLD = 50, 30


@login_required
@require_http_methods(["GET", "POST"])
def outages(request: Request) -> HttpResponse:
    """The newest first; a file is taken in at once, and what could not be is told by line."""
    reading(request)
    taken: Taken | None = None
    form = OutagesForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        permitted(request, Permission.IMPORT)
        if form.is_valid():
            given = form.cleaned_data["file"]
            with beside(form, "file"):
                taken = acts.take_in(
                    municipality=place_of(request), file=given, name=given.name, by=request.actor
                )
    rows = queries.outages(request.actor)
    shown = {
        "form": form, "taken": taken, "rejected": taken.rejected[:TOLD] if taken else [],
        "page": Paginator(rows, PAGE).get_page(number_of_page(request)),
        "today": timezone.localdate(), "may_import": may(request.actor, Permission.IMPORT),
    }  # fmt: skip
    return render(request, "insight/outages.html", shown, status=status(form))


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.IMPORT)
    reading(request)
    found = queries.outage_for(request.actor, pk)
    acts.remove(outage=found, by=request.actor)
    messages.success(request, "Отключение убрано из календаря.")
    return redirect("insight:outages")
