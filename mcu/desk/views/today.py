"""«Сегодня»."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.desk import queries
from mcu.org.middleware import Request
from mcu.org.queries import away_on, calendar_for
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def today(request: Request) -> HttpResponse:
    """The page; for htmx only the part that refreshes itself.

    Whoever sees numbers only has no day here: noughts would be untrue.
    """
    if not may(request.actor, Permission.SEE) and may(request.actor, Permission.SUMMARY):
        return redirect("dashboards:board")
    given = request.GET.get("rows", "")
    rows = int(given) if given.isdecimal() and len(given) < 5 else queries.ROWS
    place, day = request.user.municipality, timezone.localdate()
    calendar = calendar_for(place)
    shown = {
        "day": queries.today(request.actor, timezone.now(), rows),
        "working": queries.working_day(place, calendar, day),
        "no_calendar": queries.calendar_missing(request.actor, calendar, day),
        "away": away_on(place.pk, day),
        "me": request.user.pk,
        "may_see_tasks": may(request.actor, Permission.TASK_SEE),
        "may_enter": bool(may(request.actor, Permission.TERRITORY_ENTER)),
        "may_see_spikes": bool(may(request.actor, Permission.SUMMARY)),
        "may_see_reports": bool(may(request.actor, Permission.REPORTS_SEE)),
        "may_mend": bool(may(request.actor, Permission.CHANNELS)),
        "may_approve": bool(may(request.actor, Permission.APPROVE)),
        "more": rows + queries.ROWS,
    }
    template = "desk/today.html#live" if request.htmx else "desk/today.html"
    return render(request, template, shown)
