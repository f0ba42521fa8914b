"""Which periods a form is made for, how they are called, by which day a report is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices

from mcu.analytics.rules.summary import MONTHS, Period, span_of
from mcu.core.workdays import Shift, Unit, WorkCalendar

DAY = timedelta(days=1)
LATEST = 60  # days after its period a report may be due
ROMAN = ("I", "II", "III", "IV")
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Every(TextChoices):
    WEEK = "week", "раз в неделю"
    MONTH = "month", "раз в месяц"
    QUARTER = "quarter", "раз в квартал"
    HALF_YEAR = "half_year", "раз в полугодие"
    YEAR = "year", "раз в год"


def holding(every: str, day: date) -> Period:
    """The week, month, quarter, half or whole year this day belongs to."""
    if every == Every.WEEK:
        monday = day - day.weekday() * DAY
        return Period(monday, monday + 6 * DAY)
    return span_of(LENGTHS[every], day)


def former(every: str, period: Period) -> Period:
    """The whole one before, whatever its number of days."""
    return holding(every, period.since - DAY)


def finished(every: str, since: date, today: date) -> Iterator[Period]:
    """Those that began no earlier than this day and are wholly over, the oldest first."""
    period = holding(every, since)
    if period.since < since:
        period = holding(every, period.until + DAY)
    while period.until < today:
        yield period
        period = holding(every, period.until + DAY)


def last(every: str, today: date) -> Period:
    """The last one that is wholly over."""
    return former(every, holding(every, today))


def fits(every: str, period: Period) -> bool:
    """Whether these days are exactly one period of the form."""
    whole = holding(every, period.since)
    return (whole.since, whole.until) == (period.since, period.until)


def named(every: str, period: Period) -> str:
    """«III квартал 2026 года», «октябрь 2026 года», «II полугодие 2026 года», «2026 год»,
    «неделя 16.11.2026 – 22.11.2026»."""
    if not fits(every, period):
        return period.words
    year = period.since.year
    if every == Every.WEEK:
        return f"неделя {period.words}"
    if every == Every.MONTH:
        return f"{MONTHS[period.since.month - 1]} {year} года"
    if every == Every.YEAR:
        return f"{year} год"
    turn = ROMAN[(period.since.month - 1) // LENGTHS[every]]
    return f"{turn} {'квартал' if every == Every.QUARTER else 'полугодие'} {year} года"


@dataclass(frozen=True, slots=True)
class Term:
    """On which day after a period a report is due, and where that goes from a day off."""

    day: int
    shift: str


@dataclass(frozen=True, slots=True)
class Due:
    """By which day; `moved_from` is the day off it would have been."""

    on: date
    moved_from: date | None = None


def due(period: Period, term: Term, calendar: WorkCalendar) -> Due:
    """«До 5-го числа после периода», off a day off as the form says; never before the period is over."""
    first = datetime.combine(period.until + DAY, time.min, calendar.tz)
    count = calendar.add(first, term.day - 1, Unit.CALENDAR_DAYS, Shift(term.shift))
    return Due(count.due.date(), count.shifted_from)
