"""How soon people were answered for the first time: medians by the clock and in working hours."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from mcu.cases.models import Case
from mcu.core.workdays import WorkCalendar

DAY = timedelta(days=1)
Spans = tuple[float, float, float, float]
Days = tuple[list[date], list[list[float]]]

# Working time is a running sum over days plus the part of the last day, so that the difference of
# two moments needs no walk over the days between them. Every day has at most two spans.
SQL = """
WITH given AS ({cases}),
days AS (
    SELECT * FROM unnest(%s::date[], %s::float8[], %s::float8[], %s::float8[], %s::float8[],
                         %s::float8[]) AS d(day, before, a1, b1, a2, b2)
),
moments AS (
    SELECT body_id, received_at, first_answer_at,
           received_at AT TIME ZONE %s AS came, first_answer_at AT TIME ZONE %s AS answered
    FROM given
),
spent AS (
    SELECT body_id,
           extract(epoch FROM first_answer_at - received_at)::float8 AS clock,
           {answered} - {came} AS working
    FROM moments
    LEFT JOIN days c ON c.day = came::date
    LEFT JOIN days a ON a.day = answered::date
)
SELECT body_id, grouping(body_id) = 1, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY clock),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY working)
FROM spent GROUP BY GROUPING SETS ((), (body_id))
"""
WORKED = """({day}.before
    + least(greatest(extract(epoch FROM {at}::time)::float8, {day}.a1), {day}.b1) - {day}.a1
    + least(greatest(extract(epoch FROM {at}::time)::float8, {day}.a2), {day}.b2) - {day}.a2)"""


@dataclass(frozen=True, slots=True)
class Reaction:
    """Medians in seconds over `count` answered cases; None when there are none."""

    count: int = 0
    clock: float | None = None
    working: float | None = None


def reactions(
    cases: QuerySet[Case], calendar: WorkCalendar, since: date, now: datetime
) -> tuple[Reaction, dict[int | None, Reaction]]:
    """Over all the cases received from `since` on, and by body; one query."""
    given = cases.filter(first_answer_at__isnull=False).order_by()
    inner, params = given.values(
        "body_id", "received_at", "first_answer_at"
    ).query.sql_with_params()
    sql = SQL.format(
        cases=inner,
        came=WORKED.format(day="c", at="came"),
        answered=WORKED.format(day="a", at="answered"),
    )
    zone = timezone.get_current_timezone_name()
    today = timezone.localdate(now)
    days, numbers = days_table(calendar, min(since, today), today)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, days, *numbers, zone, zone])
        rows = cursor.fetchall()
    total, by_body = Reaction(), {}
    for body, is_total, count, clock, working in rows:
        found = Reaction(count, _number(clock), _number(working))
        if is_total:
            total = found
        else:
            by_body[body] = found
    return total, by_body


def days_table(calendar: WorkCalendar, first: date, last: date) -> Days:
    """The days, and of each: worked before it, its two spans; in seconds, as columns."""
    days = [first + number * DAY for number in range((last - first).days + 1)]
    spans = [_spans(calendar, day) for day in days]
    before, worked = [], 0.0
    for a1, b1, a2, b2 in spans:
        before.append(worked)
        worked += b1 - a1 + b2 - a2
    return days, [before, *(list(column) for column in zip(*spans, strict=True))]


def _spans(calendar: WorkCalendar, day: date) -> Spans:
    midnight = datetime.combine(day, time(), tzinfo=calendar.tz)
    spans = [
        (_wall(start, midnight), _wall(end, midnight)) for start, end in calendar.intervals(day)
    ]
    first, second = [*spans, (0.0, 0.0), (0.0, 0.0)][:2]
    return (*first, *second)


def _wall(moment: datetime, midnight: datetime) -> float:
    """Seconds by the clock on the wall: in one zone the difference ignores a change of clocks."""
    return (moment.astimezone(midnight.tzinfo) - midnight).total_seconds()


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
