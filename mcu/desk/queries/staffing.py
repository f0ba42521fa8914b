"""What is expected of blocks, beside the people they have."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from mcu.analytics.queries.slices import whose
from mcu.core.workdays import WorkCalendar
from mcu.desk.queries.workload import LATELY_WEEKS, BlockLoad
from mcu.desk.rules.staffing import Staffing
from mcu.insight.queries.forecast import Line, ahead
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

SPAN = timedelta(weeks=LATELY_WEEKS)


def with_staffing(
    rows: Sequence[BlockLoad], actor: Actor, place: Municipality, now: datetime
) -> None:
    """Each block gets what is expected of it; blocks too small to be told of get nothing."""
    found = ahead(place, now, "block", whose(actor, place))
    by_block = {line.key: line for line in found.lines if line.key}
    today, calendar = timezone.localdate(now), calendar_for(place)
    back, coming = _working(calendar, today - SPAN), _working(calendar, today)
    for row in rows:
        line = by_block.get(str(row.block.pk)) if row.block else None
        if line is not None:
            row.staffing = _staffing(row, line, back, coming)


def _staffing(row: BlockLoad, line: Line, back: int, coming: int) -> Staffing:
    low, high = (sum(getattr(week, name) for week in line.weeks) for name in ("low", "high"))
    return Staffing(row.staff, row.load.gone, back, line.month, low, high, coming)


def _working(calendar: WorkCalendar, first: date) -> int:
    """Working days of so many weeks from the day."""
    return sum(calendar.is_working(first + timedelta(days=n)) for n in range(SPAN.days))
