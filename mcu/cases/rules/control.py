"""When a case put on control is looked at again."""

from datetime import date, datetime, timedelta

from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit, WorkCalendar

MOST_DAYS = 250  # working days: about a year


def control_due(
    now: datetime, calendar: WorkCalendar, *, days: int | None, until: date | None
) -> datetime:
    """The end of the named day, or so many working days from now; RuleViolation for neither."""
    if until is not None:
        check_day(until, now.astimezone(calendar.tz).date())
        return calendar.end_of(until)
    if days is None:
        raise RuleViolation("Назовите день или число рабочих дней, через которые проверить.")
    if not 1 <= days <= MOST_DAYS:
        raise RuleViolation(f"Рабочих дней — от 1 до {MOST_DAYS}.")
    return calendar.add(now, days, Unit.WORKING_DAYS).due


def check_day(until: date, today: date) -> None:
    """RuleViolation when a date of control is past or too far."""
    if until < today:
        raise RuleViolation("Контрольная дата уже прошла: назовите сегодняшний день или позже.")
    if until > today + timedelta(days=366):
        raise RuleViolation("Контрольная дата дальше года: проверьте год.")
