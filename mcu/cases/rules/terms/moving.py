"""What moves a term after it was counted: waiting for the author, an extension by a person."""

from dataclasses import dataclass
from datetime import date, datetime

from mcu.cases.rules.terms.norms import NormView, count
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Count, Unit, WorkCalendar


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood; `until` is None while it still stands."""

    since: datetime
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """A person set another date; pauses that began before are part of what they decided."""

    at: datetime
    before: datetime
    due: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that happened to one term, in order."""

    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()


UNTOUCHED = Life()


@dataclass(frozen=True, slots=True)
class Moved:
    """The term by its norm, and when it is due after all that happened to it.

    `stood` says of each pause how much of the unit it took, in the measure of `WorkCalendar.amount`.
    """

    count: Count
    due: datetime
    life: Life = UNTOUCHED
    stood: tuple[int, ...] = ()


def moved(norm: NormView, start: datetime, calendar: WorkCalendar, life: Life = UNTOUCHED) -> Moved:
    """The term counted by the norm, later by what it stood, or as the last extension says."""
    stood = tuple(
        calendar.amount(p.since, p.until, norm.unit) if p.until else 0 for p in life.pauses
    )
    last = life.extensions[-1] if life.extensions else None
    after = sum(
        amount
        for pause, amount in zip(life.pauses, stood, strict=True)
        if last and pause.since >= last.at
    )
    counted = count(norm, start, calendar, sum(stood) - after)
    due = _later(last.due, norm, calendar, after) if last else counted.due
    return Moved(counted, due, life, stood)


def extended_to(
    norm: NormView | None, due: datetime, until: date, calendar: WorkCalendar
) -> datetime:
    """The moment a term extended until a day is due: the end of work, off a day off by the norm."""
    local = due.astimezone(calendar.tz)
    days = (until - local.date()).days
    if days <= 0:
        raise RuleViolation(f"Новый срок должен быть позже прежнего, {local:%d.%m.%Y}.")
    if norm is None:
        return calendar.end_of(until)
    found = calendar.add(local, days, Unit.CALENDAR_DAYS, norm.shift).due
    if found <= due:
        raise RuleViolation(
            f"{until:%d.%m.%Y} — нерабочий день, а перенос по норме возвращает срок к прежнему. "
            "Выберите рабочий день."
        )
    return found


def _later(due: datetime, norm: NormView, calendar: WorkCalendar, extra: int) -> datetime:
    return calendar.add(due, 0, norm.unit, norm.shift, extra).due if extra else due
