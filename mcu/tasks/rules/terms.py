"""When a task is due and why, by the same engine as the terms of cases."""

from dataclasses import dataclass
from datetime import date, datetime, time

from mcu.cases.rules.terms import NormView, TermKind, count, explain, moved
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Shift, Unit, WorkCalendar

MOST = 1000


@dataclass(frozen=True, slots=True)
class Given:
    """A term as a person names it: so many units, or a day."""

    value: int | None = None
    unit: Unit | None = None
    until: date | None = None


def due(given: Given, start: datetime, calendar: WorkCalendar) -> datetime:
    """The moment a task is due; RuleViolation when the term is none or lies before its start.

    «Today», said when work has ended, is the end of the day: a road map approved in the evening
    keeps its point of the same day.
    """
    if given.until is not None:
        moment = end_of(given.until, calendar)
        if moment < start:
            moment = last_of(given.until, calendar)
        if moment < start:
            raise RuleViolation("Срок раньше, чем поставлена задача. Назовите другой день.")
        return moment
    if not given.value or given.unit is None:
        raise RuleViolation("Назовите срок: сколько дней или часов, либо день.")
    if given.value > MOST:
        raise RuleViolation(f"Срок длиннее {MOST} единиц. Назовите день.")
    return count(_norm(given, ""), start, calendar).due


def reason(
    given: Given, start: datetime, by: str, due_at: datetime, calendar: WorkCalendar, now: datetime
) -> list[str]:
    """The same in sentences, as on the card of a case."""
    if given.value and given.unit:
        norm = _norm(given, by)
        term = moved(norm, start, calendar)
        if term.due == due_at:
            return explain(norm, term, now=now)
    local = due_at.astimezone(calendar.tz)
    return [f"срок до {local:%d.%m.%Y %H:%M} назначен: {by}"]


def end_of(day: date, calendar: WorkCalendar) -> datetime:
    """The end of work of the day; of a day off its last minute."""
    spans = calendar.intervals(day)
    return spans[-1][1] if spans else last_of(day, calendar)


def last_of(day: date, calendar: WorkCalendar) -> datetime:
    """The last moment of the day, working or not."""
    return datetime.combine(day, time.max, tzinfo=calendar.tz)


def _norm(given: Given, by: str) -> NormView:
    assert given.value
    assert given.unit
    return NormView(
        code="task",
        title="срок задачи",
        kind=TermKind.ANSWER,
        unit=given.unit,
        value=given.value,
        shift=Shift.NEXT,
        start="requested",
        source=f"назначено: {by}",
        verified=True,
    )
