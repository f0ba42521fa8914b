"""A saved slice by mail: when, to whom, what left."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mcu.analytics.actions.schedules import set_schedule, stop_schedule
from mcu.analytics.forms.schedules import ScheduleForm
from mcu.analytics.models import SavedSlice, SliceSchedule
from mcu.analytics.queries import schedules as queries
from mcu.analytics.queries.slices import saved_slice_for
from mcu.analytics.rules.schedule import Every
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import beside, permitted, status


@login_required
@require_http_methods(["GET", "POST"])
def schedule(request: Request, pk: int) -> HttpResponse:
    saved = saved_slice_for(request.actor, pk)
    permitted(request, Permission.SUMMARY)
    permitted(request, Permission.EXPORT)
    row = queries.schedule_of(saved)
    people = queries.people_of(request.actor)
    form = ScheduleForm(request.POST or None, people, initial=_initial(request, row))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = set_schedule(
                saved=saved, when=form.when, people=list(form.cleaned_data["people"]), by=request.actor,
                now=timezone.now(),
            )  # fmt: skip
            messages.success(request, f"Срез «{saved.name}» будет уходить: {made}.")
            return redirect("analytics:slice-mail", saved.pk)
    return _page(request, saved, row, form)


@login_required
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    saved = saved_slice_for(request.actor, pk)
    row = queries.schedule_of(saved)
    if row:
        stop_schedule(row=row, by=request.actor)
        messages.success(request, f"Рассылка среза «{saved.name}» отменена.")
    return redirect("analytics:slices")


def _page(
    request: Request, saved: SavedSlice, row: SliceSchedule | None, form: ScheduleForm
) -> HttpResponse:
    shown = {
        "saved": saved, "row": row, "form": form,
        "sendings": queries.sendings_of(row) if row else [],
    }  # fmt: skip
    return render(request, "analytics/slice_mail.html", shown, status=status(form))


def _initial(request: Request, row: SliceSchedule | None) -> dict[str, Any]:
    if row is None:
        return {"people": [request.user.pk], "hour": 9}
    weekly = row.every == Every.WEEK
    return {
        "every": row.every, "weekday": row.day if weekly else 1, "day": 1 if weekly else row.day,
        "hour": row.hour, "people": [person.pk for person in row.people.all()],
    }  # fmt: skip
