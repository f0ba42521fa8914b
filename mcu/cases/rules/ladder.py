"""Reminders before a term and the ladder after it: who is told at which moment."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from mcu.cases.rules.conditions import ALWAYS, Condition, said
from mcu.cases.rules.conditions.profile import names_people
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Shift, Unit, WorkCalendar

SHARE = "share"
NEAREST, FARTHEST = timedelta(minutes=15), timedelta(days=3)
LONGEST = timedelta(days=400)
STEP = timedelta(microseconds=1)
MOST = {SHARE: 90, Unit.CLOCK_HOURS: 720, Unit.WORKING_HOURS: 240}
MOST_DAYS = 60


class When(TextChoices):
    BEFORE = "before", "до срока"
    AFTER = "after", "после срока"


class Whom(TextChoices):
    EXECUTOR = "executor", "исполнитель"
    BODY = "body", "согласующий органа"
    BLOCK = "block", "ответственный за блок"
    HEAD_OF_CENTRE = "head_of_centre", "руководитель МЦУ"
    CURATOR = "curator", "куратор"
    HEAD = "head", "глава муниципалитета"


UNITS: dict[str, str] = {
    SHARE: "процентов срока",
    Unit.CLOCK_HOURS.value: "часов подряд",
    Unit.WORKING_HOURS.value: "рабочих часов",
    Unit.CALENDAR_DAYS.value: "календарных дней",
    Unit.WORKING_DAYS.value: "рабочих дней",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: `value` units before or after the due moment `whom` is told; `kind` empty is any.

    With a `condition` only of the messages for which it holds at that moment.
    """

    code: str
    when: str
    value: int
    unit: str
    whom: str
    kind: str = ""
    condition: Condition = ALWAYS

    @property
    def values(self) -> dict[str, Any]:
        """Every field as it is kept: the condition in codes."""
        kept = {each.name: getattr(self, each.name) for each in fields(self)}
        return kept | {"condition": said(self.condition)}


# What is told until a municipality decides otherwise: a proposal of the program, not a norm.
DEFAULT = (
    Rung("near", When.BEFORE, 20, SHARE, Whom.EXECUTOR),
    Rung("late", When.AFTER, 0, Unit.CLOCK_HOURS, Whom.EXECUTOR),
    Rung("late-block", When.AFTER, 0, Unit.CLOCK_HOURS, Whom.BLOCK),
    Rung("late-centre", When.AFTER, 0, Unit.CLOCK_HOURS, Whom.HEAD_OF_CENTRE),
    Rung("late-curator", When.AFTER, 0, Unit.CLOCK_HOURS, Whom.CURATOR),
    Rung("day-body", When.AFTER, 1, Unit.WORKING_DAYS, Whom.BODY),
    Rung("week-head", When.AFTER, 5, Unit.WORKING_DAYS, Whom.HEAD),
)


def check(rung: Rung) -> None:
    """RuleViolation when a rung says nothing sensible."""
    if rung.when not in When.values or rung.whom not in Whom.values or rung.unit not in UNITS:
        raise RuleViolation("Ступень: выберите из списков, когда, в чём и кому.")
    if rung.unit == SHARE and rung.when == When.AFTER:
        raise RuleViolation("В процентах срока напоминают только до срока.")
    if names_people(rung.condition):
        raise RuleViolation("В условии ступени назовите орган или блок, а не человека.")
    if rung.value < 0 or (rung.when == When.BEFORE and rung.value == 0):
        raise RuleViolation("До срока напоминают хотя бы за единицу; меньше нуля не бывает.")
    most = MOST.get(rung.unit, MOST_DAYS)
    if rung.value > most:
        raise RuleViolation(f"Слишком далеко: самое большее {most} {UNITS[rung.unit]}.")


def near_at(started_at: datetime, due_at: datetime, percent: int = 20) -> datetime:
    """When so much of a term is left, from a quarter of an hour to three days before it is due."""
    margin = (due_at - started_at) * percent / 100
    return due_at - min(max(margin, NEAREST), FARTHEST)


def moment(rung: Rung, due: datetime, calendar: WorkCalendar) -> datetime:
    """When a rung that does not depend on the beginning is told for this due moment."""
    unit = Unit(rung.unit)
    if rung.when == When.AFTER:
        return calendar.add(due, rung.value, unit, Shift.NONE).due if rung.value else due
    begins = calendar.back(due, rung.value, unit)
    if unit in {Unit.CLOCK_HOURS, Unit.WORKING_HOURS}:
        return begins
    spans = calendar.intervals(begins.date())
    return spans[0][0] if spans else begins


def due_between(
    rung: Rung, since: datetime, now: datetime, calendar: WorkCalendar
) -> tuple[datetime, datetime]:
    """The due moments, first excluded and last included, whose rung falls between the two moments.

    A later term is never told earlier, so both ends are found by bisection and a search by the
    index of due moments finds exactly what is to be told.
    """
    return (
        _last(lambda due: moment(rung, due, calendar) <= since, since),
        _last(lambda due: moment(rung, due, calendar) <= now, now),
    )


def _last(told: Callable[[datetime], bool], around: datetime) -> datetime:
    """The latest moment for which `told` is still true."""
    low, high = 0, 2 * LONGEST // STEP
    first = around - LONGEST
    while high - low > 1:
        middle = (low + high) // 2
        if told(first + middle * STEP):
            low = middle
        else:
            high = middle
    return first + low * STEP
