"""On which days a repeated task is set."""

import calendar as months
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

IsWorking = Callable[[date], bool]
LONGEST_REST = 40  # days: longer than any row of days off


class Every(TextChoices):
    DAY = "day", "каждый рабочий день"
    WEEK = "week", "каждую неделю"
    MONTH = "month", "каждый месяц"
    QUARTER = "quarter", "каждый квартал"


class OffDay(TextChoices):
    """Where an occurrence goes that falls on a day off."""

    NEXT = "next", "на следующий рабочий день"
    PREVIOUS = "previous", "на предшествующий рабочий день"
    SKIP = "skip", "пропускается"


@dataclass(frozen=True, slots=True)
class Pattern:
    """`number` is the weekday 1-7 of a week, or the day of a month or of the first month of a quarter;
    a month that is shorter gives its last day. With `by_work` it is the number of the working day."""

    every: str
    number: int = 1
    off_day: str = OffDay.NEXT
    by_work: bool = False


def occurrences(
    pattern: Pattern, since: date, until: date, is_working: IsWorking
) -> Iterator[date]:
    """Days from `since` to `until`, both included, in order, each once."""
    # A day that moves may come from outside the span, so it is looked for around it.
    around = timedelta(days=LONGEST_REST)
    found = {
        moved
        for day in _plain(pattern, since - around, until + around, is_working)
        if (moved := _moved(day, pattern, is_working)) and since <= moved <= until
    }
    yield from sorted(found)


def words(pattern: Pattern) -> str:
    """«каждый месяц, 5-го числа, выходной — на следующий рабочий день»."""
    every = Every(pattern.every).label
    if pattern.every == Every.DAY:
        return every
    if pattern.every == Every.WEEK:
        day = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
        where = day[min(max(pattern.number, 1), 7) - 1]
    elif pattern.by_work:
        return f"{every}, {pattern.number}-й рабочий день"
    else:
        where = f"{pattern.number}-го числа"
    return f"{every}, {where}, выходной — {OffDay(pattern.off_day).label}"


def _plain(pattern: Pattern, since: date, until: date, is_working: IsWorking) -> Iterator[date]:
    """The days before they move off days off."""
    if pattern.every in {Every.DAY, Every.WEEK}:
        for offset in range((until - since).days + 1):
            day = since + timedelta(days=offset)
            fits = is_working(day) if pattern.every == Every.DAY else _weekday(day, pattern)
            if fits:
                yield day
        return
    for first in _firsts(since, until):
        if pattern.every == Every.MONTH or first.month in {1, 4, 7, 10}:
            day_of_month = _in_month(first, pattern, is_working)
            if since <= day_of_month <= until:
                yield day_of_month


def _weekday(day: date, pattern: Pattern) -> bool:
    return day.isoweekday() == pattern.number


def _firsts(since: date, until: date) -> Iterator[date]:
    first = since.replace(day=1)
    while first <= until:
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


def _in_month(first: date, pattern: Pattern, is_working: IsWorking) -> date:
    last = months.monthrange(first.year, first.month)[1]
    days = [first.replace(day=number) for number in range(1, last + 1)]
    if pattern.by_work:
        days = [day for day in days if is_working(day)] or days
    return days[min(max(pattern.number, 1), len(days)) - 1]


def _moved(day: date, pattern: Pattern, is_working: IsWorking) -> date | None:
    if is_working(day):
        return day
    if pattern.off_day == OffDay.SKIP:
        return None
    step = timedelta(days=1 if pattern.off_day == OffDay.NEXT else -1)
    for _ in range(LONGEST_REST):
        day += step
        if is_working(day):
            return day
    return None
