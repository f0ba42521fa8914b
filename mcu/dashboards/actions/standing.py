"""How much stood open each day, kept so that a wall can say what is usual."""

from datetime import datetime

from django.utils import timezone

from mcu.dashboards.models import DayStanding
from mcu.dashboards.queries.standing import counted
from mcu.org.models import Municipality
from mcu.org.queries import zone


def keep_standing(*, place: Municipality, now: datetime) -> DayStanding:
    """The last look at a day is what stays of it."""
    day = timezone.localdate(now, timezone=zone(place))
    row, _ = DayStanding.objects.update_or_create(
        municipality=place, day=day, defaults=counted(place, now)
    )
    return row
