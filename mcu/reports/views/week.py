"""«Обзор недели»: the page of what a subscriber gets by letter."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.org.middleware import Request
from mcu.org.queries.notices import settings_of
from mcu.org.rules.notices import Kind
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import day_of, me, permitted
from mcu.reports.queries import week as queries
from mcu.reports.rules.periods import Every, former, holding


@login_required
@require_GET
def week(request: Request) -> HttpResponse:
    """The last whole week, or the one of the day named."""
    permitted(request, Permission.SEE)
    permitted(request, Permission.SUMMARY)
    today = timezone.localdate()
    chosen = min(day_of(request) or today - timedelta(days=7), today)
    period = holding(Every.WEEK, chosen)
    person = me(request)
    setting = settings_of([person.pk])[person.pk, Kind.WEEKLY]
    shown = {
        "week": queries.week(request.actor, person.municipality, period, timezone.now()),
        "before": former(Every.WEEK, period).since,
        "after": period.until + timedelta(days=1) if period.until < today else None,
        "running": period.until >= today, "subscribed": not setting.muted,
    }  # fmt: skip
    return render(request, "reports/week.html", shown)
