"""The working calendar of one municipality."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from mcu.core.workdays.russia import FIRST_YEAR, LAST_YEAR, last_published_year
from mcu.core.workdays.table import LAST_SECOND, Day, DayTable, TableTooShort
from mcu.core.workdays.values import (
    Count,
    DayKind,
    DayOverride,
    OutOfCalendar,
    Shift,
    Unit,
    WorkingTime,
)
from mcu.core.workdays.zone import DAY, HOUR, SECOND, zone_of

STANDARD_TIME = WorkingTime()


class WorkCalendar:
    """Federal days off with Government transfers, own days, working time and time zone of a place.

    `overrides` replace the federal kind of a day; of two for one day the later wins. They never
    shorten a neighbouring day: enter the eve of a regional holiday too. `confirmed_years` are years
    for which a person entered the transfers, so that pages stop warning about them.
    Covers the years 2005–2099, raises OutOfCalendar beyond them. Tables grow on demand, and a
    calendar may be shared between threads.
    """

    def __init__(
        self,
        tz: tzinfo,
        working_time: WorkingTime = STANDARD_TIME,
        overrides: Iterable[DayOverride] = (),
        confirmed_years: Iterable[int] = (),
    ) -> None:
        self.tz = tz
        self.working_time = working_time
        self._overrides = {override.day: override for override in overrides}
        self._confirmed = frozenset(confirmed_years)
        # A term may start in the last hours of 2099 by UTC and be 2100 here, hence a year more.
        self._zone = zone_of(tz, FIRST_YEAR - 1, LAST_YEAR + 1)
        self._table: DayTable | None = None

    @property
    def known_years(self) -> frozenset[int]:
        """Years whose days off are final: published transfers or confirmed by a person."""
        return frozenset(range(FIRST_YEAR, last_published_year() + 1)) | self._confirmed

    def is_known(self, year: int) -> bool:
        """False for a year computed by the general rule alone: its days off may still move."""
        return FIRST_YEAR <= year <= last_published_year() or year in self._confirmed

    def day_kind(self, day: date) -> DayKind:
        return self._day(day).kind

    def title(self, day: date) -> str:
        """Why the day is what it is, in Russian; empty for an ordinary working day."""
        return self._day(day).title

    def is_working(self, day: date) -> bool:
        return self._day(day).kind is not DayKind.OFF

    def intervals(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Local moments between which working hours run on this day; none on a day off."""
        ordinal = day.toordinal()
        spans = self._table_with(ordinal).spans(ordinal)
        at = self._zone.moment
        return tuple((at(ordinal * DAY + a), at(ordinal * DAY + b)) for a, b in spans)

    def working_seconds_between(self, first: datetime, last: datetime) -> float:
        """Working seconds from one aware moment to another, negative in reverse order."""
        a, b = self._zone.wall(first), self._zone.wall(last)
        table = self._table_with(a // DAY, b // DAY)
        return (table.worked_until(b) - table.worked_until(a)) / SECOND

    def end_of(self, day: date) -> datetime:
        """The last moment of a day at which something due on it is in time: the end of work."""
        ordinal = day.toordinal()
        closing = self._table_with(ordinal).closing(ordinal)
        return self._zone.moment(ordinal * DAY + closing)

    def amount(self, first: datetime, last: datetime, unit: Unit) -> int:
        """How much of a unit passes between two aware moments, as `add` takes it for `extra`.

        Hours are counted in microseconds; days as their local dates differ, of working days only
        those after the first date.
        """
        if unit == Unit.CLOCK_HOURS:
            return self._zone.utc(last) - self._zone.utc(first)
        a, b = self._zone.wall(first), self._zone.wall(last)
        if unit == Unit.CALENDAR_DAYS:
            return b // DAY - a // DAY
        table = self._table_with(a // DAY, b // DAY)
        if unit == Unit.WORKING_HOURS:
            return table.worked_until(b) - table.worked_until(a)
        return table.working_through(b // DAY) - table.working_through(a // DAY)

    def back(self, moment: datetime, value: int, unit: Unit) -> datetime:
        """The moment so much of a unit before an aware one; in days at the same time of day."""
        if unit == Unit.CLOCK_HOURS:
            return self._zone.moment_of_utc(self._zone.utc(moment) - value * HOUR)
        wall = self._zone.wall(moment)
        if unit == Unit.CALENDAR_DAYS:
            return self._zone.moment(wall - value * DAY)
        # Far more days than any row of days off can hide.
        table = self._table_with(wall // DAY - 2 * value - 60, wall // DAY)
        if unit == Unit.WORKING_HOURS:
            return self._zone.moment(table.wall_reaching(table.worked_until(wall) - value * HOUR))
        return self._zone.moment(table.nth_before(wall // DAY, value) * DAY + wall % DAY)

    def add(
        self,
        start: datetime,
        value: int,
        unit: Unit,
        shift: Shift = Shift.PREVIOUS,
        extra: int = 0,
    ) -> Count:
        """When a term of `value` units that began at an aware moment is due, and why.

        Hours run from `start`, working hours only inside working time. Days: the local day of
        `start` is day 0, the term is due at the end of work of its last day (23:59:59 on a day off,
        or when it began that day after work). `shift` moves the last day of a term in days
        off a day off; «previous» goes to the next working day instead when no working day is left
        inside the term, so that nothing is due before it began. `extra` is what a pause adds, in the
        measure of `amount`.
        Raises ValueError for a naive start or a negative value, OutOfCalendar beyond the years.
        """
        if value < 0 or extra < 0:
            raise ValueError("a term cannot be negative")
        if unit == Unit.CLOCK_HOURS:
            return self._clock_hours(start, value, shift, extra)
        wall = self._zone.wall(start)
        table = self._table_with(wall // DAY)
        by = self._working_hours if unit == Unit.WORKING_HOURS else self._days
        while True:
            try:
                return by(table, wall, value, unit, shift, extra)
            except TableTooShort:
                table = self._grow(table)

    def _clock_hours(self, start: datetime, value: int, shift: Shift, extra: int) -> Count:
        utc = self._zone.utc(start)
        due_utc = utc + value * HOUR + extra
        for moment in (utc, due_utc):
            _check_covered(self._zone.wall_of_utc(moment) // DAY)
        begin, due = self._zone.moment_of_utc(utc), self._zone.moment_of_utc(due_utc)
        return Count(begin, begin, due, due, Unit.CLOCK_HOURS, value, shift)

    def _working_hours(
        self, table: DayTable, wall: int, value: int, unit: Unit, shift: Shift, extra: int
    ) -> Count:
        worked = table.worked_until(wall)
        begin, lasts = table.wall_resuming(worked), value * HOUR + extra
        end = table.wall_reaching(worked + lasts) if lasts else begin
        moment = self._zone.moment
        start, due = moment(wall), moment(end)
        days = wall // DAY, end // DAY
        return Count(
            start,
            start if begin == wall else moment(begin),
            due,
            due,
            unit,
            value,
            shift,
            skipped_days=table.off_between(*days),
            short_days=table.short_between(*days),
            wait=None if begin == wall else table.wait_at(wall),
        )

    def _days(
        self, table: DayTable, wall: int, value: int, unit: Unit, shift: Shift, extra: int
    ) -> Count:
        day, lasts = wall // DAY, value + extra
        by_work = unit == Unit.WORKING_DAYS
        raw = table.nth_after(day, lasts) if by_work else day + lasts
        last = _shifted(table, day, raw, shift)
        start = self._zone.moment(wall)
        due = self._zone.moment(_closing(table, last, wall))
        if last == raw:
            skipped = table.off_between(day + 1, last - 1) if by_work else ()
            raw_due, shifted_from = due, None
        else:
            skipped = table.off_between(min(raw, last + 1), max(raw, last - 1))
            raw_due = self._zone.moment(_closing(table, raw, wall))
            shifted_from = raw_due.date()
        short = table.short_between(last, last)
        return Count(start, start, due, raw_due, unit, value, shift, shifted_from, skipped, short)

    def _day(self, day: date) -> Day:
        return self._table_with(day.toordinal()).at(day.toordinal())

    def _table_with(self, *ordinals: int) -> DayTable:
        table = self._table
        if table is not None and all(ordinal in table for ordinal in ordinals):
            return table
        for ordinal in ordinals:
            _check_covered(ordinal)
        years = [date.fromordinal(ordinal).year for ordinal in ordinals]
        if table is not None:
            years += [table.years[0] + 1, table.years[-1] - 1]
        return self._build(min(years) - 1, max(years) + 1)

    def _grow(self, table: DayTable) -> DayTable:
        if table.years[-1] >= LAST_YEAR:
            raise OutOfCalendar(FIRST_YEAR, LAST_YEAR)
        return self._build(table.years[0], table.years[-1] + len(table.years))

    def _build(self, first: int, last: int) -> DayTable:
        years = max(first, FIRST_YEAR), min(last, LAST_YEAR)
        self._table = DayTable(*years, self.working_time, self._overrides)
        return self._table


_FIRST_DAY = date(FIRST_YEAR, 1, 1).toordinal()
_LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()


def _check_covered(ordinal: int) -> None:
    if not _FIRST_DAY <= ordinal <= _LAST_DAY:
        raise OutOfCalendar(FIRST_YEAR, LAST_YEAR)


def _shifted(table: DayTable, start: int, raw: int, shift: Shift) -> int:
    """The last day after the shift; never before the day the term began."""
    if table.works(raw) or shift == Shift.NONE:
        return raw
    if shift == Shift.PREVIOUS:
        previous = table.previous_working(raw)
        if previous is not None and previous >= start:
            return previous
    return table.next_working(raw)


def _closing(table: DayTable, day: int, start: int) -> int:
    """The end of a day as a due moment: never before the start of the term itself."""
    end = day * DAY + table.closing(day)
    return end if end >= start else max(day * DAY + LAST_SECOND, start)
