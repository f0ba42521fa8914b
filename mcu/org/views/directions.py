"""«Развитие»: the directions that the curator or the head of the centre sets."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.org.actions import directions as write
from mcu.org.forms import EndDutyForm
from mcu.org.forms.directions import DirectionForm
from mcu.org.middleware import Request
from mcu.org.queries.directions import directions as directions_for
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted, status


@login_required
def directions(request: Request, pk: int | None = None) -> HttpResponse:
    """All of them, running and ended; posting adds one or changes the one named."""
    row = get_object_or_404(directions_for(request.actor), pk=pk) if pk else None
    if pk or request.method == "POST":
        permitted(request, Permission.DEVELOPMENT)
    initial = {"since": timezone.localdate()}
    form = DirectionForm(
        request.POST or None, instance=row, actor=request.actor, initial=None if row else initial
    )
    if request.method == "POST" and form.is_valid():
        fresh = directions_for(request.actor).get(pk=pk) if pk else None
        write.set_direction(direction=fresh, by=request.actor, **form.cleaned_data)
        messages.success(request, "Направление сохранено.")
        return redirect("org:directions")
    today = timezone.localdate()
    found = list(directions_for(request.actor))
    context = {
        "running": [each for each in found if each.until is None or each.until >= today],
        "ended": [each for each in found if each.until and each.until < today],
        "row": row,
        "form": form,
        "may_change": may(request.actor, Permission.DEVELOPMENT),
    }
    return render(request, "org/directions.html", context, status=status(form))


@login_required
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """The last day of a direction, today when none is named."""
    row = get_object_or_404(directions_for(request.actor), pk=pk)
    form = EndDutyForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Дата последнего дня пишется так: 20.11.2026.")
    write.end_direction(
        direction=row, by=request.actor, on=form.cleaned_data["on"] or timezone.localdate()
    )
    messages.success(request, "Направление завершено и осталось в истории.")
    return redirect("org:directions")
