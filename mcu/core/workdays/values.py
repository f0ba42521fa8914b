"""The words of the working calendar: units, kinds of days, working time, a counted term."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from mcu.core.errors import RuleViolation


class Unit(StrEnum):
    """What a norm is counted in."""

    CLOCK_HOURS = "clock_hours"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"


class Shift(StrEnum):
    """Where a term in days goes when its last day is a day off."""

    PREVIOUS = "previous"
    NEXT = "next"
    NONE = "none"


class DayKind(StrEnum):
    WORKING = "working"
    SHORT = "short"
    OFF = "off"


class Wait(StrEnum):
    """Why working hours did not begin to run at once."""

    BEFORE_WORK = "before_work"
    LUNCH = "lunch"
    AFTER_WORK = "after_work"
    DAY_OFF = "day_off"


class OutOfCalendar(RuleViolation):
    """The date lies where no production calendar can be drawn."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(
            f"Дата вне производственного календаря: он рассчитан на {first}–{last} годы. "
            "Проверьте год.",
            code="calendar",
        )


@dataclass(frozen=True, slots=True)
class DayOverride:
    """A day that differs from the federal calendar: a regional holiday, an own transfer."""

    day: date
    kind: DayKind
    title: str = ""


@dataclass(frozen=True, slots=True)
class OffDay:
    """A day nobody works; `holiday` tells a public holiday from a plain or moved day off."""

    day: date
    title: str
    holiday: bool


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Hours of one working day, local wall time; without a lunch both its ends are None.

    Raises RuleViolation when the hours contradict each other.
    """

    start: time = time(9)
    end: time = time(18)
    lunch_start: time | None = time(13)
    lunch_end: time | None = time(14)
    short_end: time = time(17)

    def __post_init__(self) -> None:
        if not self.start < self.short_end <= self.end:
            raise RuleViolation(
                "Рабочее время: день должен начинаться раньше, чем кончается, а короткий день — "
                "кончаться не позже обычного."
            )
        if (self.lunch_start is None) != (self.lunch_end is None):
            raise RuleViolation("Рабочее время: у обеда укажите и начало, и конец.")
        if self.lunch_start is None or self.lunch_end is None:
            return
        if not self.start <= self.lunch_start < self.lunch_end <= self.end:
            raise RuleViolation("Рабочее время: обед должен лежать внутри рабочего дня.")

    def end_of(self, kind: DayKind) -> time:
        """When a working day of this kind ends."""
        return self.short_end if kind is DayKind.SHORT else self.end

    def spans(self, kind: DayKind) -> tuple[tuple[time, time], ...]:
        """Parts of the day in which working hours run, in order; none on a day off."""
        if kind is DayKind.OFF:
            return ()
        end = self.end_of(kind)
        if self.lunch_start is None or self.lunch_end is None:
            return ((self.start, end),)
        parts = ((self.start, min(self.lunch_start, end)), (self.lunch_end, end))
        return tuple((a, b) for a, b in parts if a < b)


@dataclass(frozen=True, slots=True)
class Count:
    """A counted term with everything a person needs to believe it. All moments are local.

    `effective_start` differs from `start` only for working hours that had to `wait`; a term in days
    takes the day of `start` as day 0. `due` is the last moment at which the term is still met.
    `raw_due` is the due moment before a shift, `shifted_from` its date when a shift happened.
    `skipped_days` are the days off passed over: inside the term for working hours and working
    days, between the old and the new date for a shift. `short_days` are the shortened days that
    touched the result.
    """

    start: datetime
    effective_start: datetime
    due: datetime
    raw_due: datetime
    unit: Unit
    value: int
    shift: Shift
    shifted_from: date | None = None
    skipped_days: tuple[OffDay, ...] = ()
    short_days: tuple[date, ...] = ()
    wait: Wait | None = None
