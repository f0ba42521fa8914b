"""What stands open now, and what stood open on former days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from mcu.cases.models import Case
from mcu.cases.rules.workflow import FINISHED
from mcu.dashboards.models import DayStanding
from mcu.dashboards.rules.wall import WEEKS, Usual, standing_usual
from mcu.org.models import Municipality

NAMES = ("open", "late")


def counted(place: Municipality, now: datetime) -> dict[str, int]:
    """In work, and of these with a term that ran out."""
    live = Case.objects.filter(municipality=place).exclude(state__in=sorted(FINISHED))
    return live.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))


def usual_standing(place: Municipality, today: date) -> dict[str, Usual | None]:
    """What was usual on this weekday; one query."""
    since = today - timedelta(weeks=WEEKS)
    rows: Iterable[DayStanding] = list(
        DayStanding.objects.filter(municipality=place, day__gte=since, day__lt=today)
    )
    by_name = {name: {row.day: getattr(row, name) for row in rows} for name in NAMES}
    return {name: standing_usual(days, today) for name, days in by_name.items()}
