"""Every day of some years, counted once, so that a term is found by look-up and bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import accumulate

from mcu.core.workdays.russia import RussianYear, russian_year
from mcu.core.workdays.values import DayKind, DayOverride, OffDay, Wait, WorkingTime
from mcu.core.workdays.zone import DAY, HOUR, SECOND

LAST_SECOND = DAY - SECOND
WEEKEND = "Выходной"
EVE = "Предпраздничный день"

Span = tuple[int, int]


class TableTooShort(Exception):
    """The answer lies beyond the last day of the table."""


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    kind: DayKind
    title: str
    holiday: bool


class DayTable:
    """Days from January of `first_year` to December of `last_year`; never changes once built.

    Days go by ordinal number, times of a day and working time by microseconds of wall time.
    """

    def __init__(
        self,
        first_year: int,
        last_year: int,
        working_time: WorkingTime,
        overrides: Mapping[date, DayOverride],
    ) -> None:
        self.years = range(first_year, last_year + 1)
        self.first = date(first_year, 1, 1).toordinal()
        self.end = date(last_year, 12, 31).toordinal() + 1
        self.days = [day for year in self.years for day in _days_of(year, overrides)]
        spans = {kind: _spans(working_time, kind) for kind in DayKind}
        ends = {kind: _end(working_time, kind) for kind in DayKind}
        lengths = {kind: sum(b - a for a, b in spans[kind]) for kind in DayKind}
        works = [day.kind is not DayKind.OFF for day in self.days]
        short = [day.kind is DayKind.SHORT for day in self.days]
        self._spans = [spans[day.kind] for day in self.days]
        self._ends = [ends[day.kind] for day in self.days]
        self._worked = [0, *accumulate(lengths[day.kind] for day in self.days)]
        self._working_before = [0, *accumulate(works)]
        self._short_before = [0, *accumulate(short)]
        self._working = [self.first + i for i, yes in enumerate(works) if yes]
        self._off = [OffDay(d.day, d.title, d.holiday) for d in self.days if d.kind is DayKind.OFF]
        self._short = [day.day for day in self.days if day.kind is DayKind.SHORT]

    def __contains__(self, ordinal: int) -> bool:
        return self.first <= ordinal < self.end

    def at(self, ordinal: int) -> Day:
        return self.days[ordinal - self.first]

    def spans(self, ordinal: int) -> tuple[Span, ...]:
        return self._spans[ordinal - self.first]

    def closing(self, ordinal: int) -> int:
        """Time of day at which the day ends: the end of work, 23:59:59 on a day off."""
        if ordinal >= self.end:
            raise TableTooShort
        return self._ends[ordinal - self.first]

    def works(self, ordinal: int) -> bool:
        if ordinal >= self.end:
            raise TableTooShort
        i = ordinal - self.first
        return self._working_before[i + 1] > self._working_before[i]

    def nth_after(self, ordinal: int, number: int) -> int:
        """The `number`-th working day after the given day; the day itself for zero."""
        if number == 0:
            return ordinal
        return self._working_at(self._working_before[ordinal - self.first + 1] + number - 1)

    def working_through(self, ordinal: int) -> int:
        """How many working days there are from the beginning of the table up to this day."""
        return self._working_before[ordinal - self.first + 1]

    def nth_before(self, ordinal: int, number: int) -> int:
        """The `number`-th working day before the given day; the day itself for zero."""
        if number == 0:
            return ordinal
        return self._working[max(self._working_before[ordinal - self.first] - number, 0)]

    def next_working(self, ordinal: int) -> int:
        """The first working day not before the given one."""
        return self._working_at(self._working_before[ordinal - self.first])

    def previous_working(self, ordinal: int) -> int | None:
        """The last working day not after the given one, None when the table begins later."""
        index = self._working_before[ordinal - self.first + 1] - 1
        return self._working[index] if index >= 0 else None

    def _working_at(self, index: int) -> int:
        if index >= len(self._working):
            raise TableTooShort
        return self._working[index]

    def off_between(self, first: int, last: int) -> tuple[OffDay, ...]:
        """Days off from `first` to `last`, both included; none when they are in wrong order."""
        if last < first:
            return ()
        a, b = first - self.first, last - self.first + 1
        return tuple(self._off[a - self._working_before[a] : b - self._working_before[b]])

    def short_between(self, first: int, last: int) -> tuple[date, ...]:
        """Shortened days from `first` to `last`, both included."""
        a, b = first - self.first, last - self.first + 1
        return tuple(self._short[self._short_before[a] : self._short_before[b]])

    def worked_until(self, wall: int) -> int:
        """Working time from the beginning of the table to a wall moment."""
        i, now = wall // DAY - self.first, wall % DAY
        worked = self._worked[i]
        for a, b in self._spans[i]:
            if now > a:
                worked += min(now, b) - a
        return worked

    def wall_reaching(self, worked: int) -> int:
        """The earliest wall moment by which so much working time has passed: an end of work."""
        if worked > self._worked[-1]:
            raise TableTooShort
        i = bisect_left(self._worked, worked) - 1
        rest = worked - self._worked[i]
        for a, b in self._spans[i]:
            if rest <= b - a:
                return (self.first + i) * DAY + a + rest
            rest -= b - a
        raise TableTooShort

    def wall_resuming(self, worked: int) -> int:
        """The latest wall moment by which so much working time has passed: a beginning of work."""
        i = bisect_right(self._worked, worked) - 1
        if i >= len(self._spans):
            raise TableTooShort
        rest = worked - self._worked[i]
        for a, b in self._spans[i]:
            if rest < b - a:
                return (self.first + i) * DAY + a + rest
            rest -= b - a
        raise TableTooShort

    def wait_at(self, wall: int) -> Wait:
        """Why no work goes on at a wall moment outside working hours."""
        spans, now = self.spans(wall // DAY), wall % DAY
        if not spans:
            return Wait.DAY_OFF
        if now < spans[0][0]:
            return Wait.BEFORE_WORK
        return Wait.LUNCH if now < spans[-1][0] else Wait.AFTER_WORK


def _days_of(year: int, overrides: Mapping[date, DayOverride]) -> Iterator[Day]:
    seed = russian_year(year)
    for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        override = overrides.get(day)
        if override is None:
            yield _federal_day(day, seed)
        else:
            # A named day off is a holiday of the place; an unnamed one is a plain day off.
            kind, title = DayKind(override.kind), override.title
            off = kind is DayKind.OFF
            yield Day(day, kind, title or (WEEKEND if off else ""), off and bool(title))


def _federal_day(day: date, year: RussianYear) -> Day:
    if title := year.holidays.get(day):
        return Day(day, DayKind.OFF, title, holiday=True)
    if title := year.moved.get(day):
        return Day(day, DayKind.OFF, title, holiday=False)
    title = year.working.get(day, "")
    if day.weekday() >= 5 and not title:
        return Day(day, DayKind.OFF, WEEKEND, holiday=False)
    if day in year.short:
        return Day(day, DayKind.SHORT, title or EVE, holiday=False)
    return Day(day, DayKind.WORKING, title, holiday=False)


def _spans(working_time: WorkingTime, kind: DayKind) -> tuple[Span, ...]:
    return tuple((_micros(a), _micros(b)) for a, b in working_time.spans(kind))


def _end(working_time: WorkingTime, kind: DayKind) -> int:
    return LAST_SECOND if kind is DayKind.OFF else _micros(working_time.end_of(kind))


def _micros(at: time) -> int:
    return at.hour * HOUR + (at.minute * 60 + at.second) * SECOND + at.microsecond
