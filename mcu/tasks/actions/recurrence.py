"""Tasks that come again: the rule, and going through its days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.step import filled
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission, program
from mcu.tasks.actions.life import What, may_charge, set_task
from mcu.tasks.models import Recurrence, Task
from mcu.tasks.rules.kinds import KINDS
from mcu.tasks.rules.recurrence import OffDay, Pattern, occurrences, words


@dataclass(frozen=True, slots=True)
class Rule:
    """When it comes again and until which day."""

    every: str
    since: date
    number: int = 1
    by_work: bool = False
    off_day: str = OffDay.NEXT
    until: date | None = None


@transaction.atomic
def repeat(*, municipality: Municipality, what: What, rule: Rule, by: Actor) -> Recurrence:
    """From `since` on the task is set on every day of the rule."""
    require(by, Permission.TASK_SET)
    may_charge(by, municipality, what)
    if rule.until and rule.until < rule.since:
        raise RuleViolation("Последний день повтора раньше первого. Поправьте даты.")
    if not (what.body or what.executor):
        raise RuleViolation("Выберите, кому поручить: человека или орган.")
    kind = KINDS[what.kind]
    made = Recurrence.objects.create(
        municipality=municipality, kind=what.kind, title=filled(what.title, "Напишите, что сделать.", 300),
        text=what.text, steps=list(what.steps), body=what.body, executor=what.executor,
        setter_id=by.person_id, setter_name=by.name, every=rule.every, number=rule.number,
        by_work=rule.by_work, off_day=rule.off_day, since=rule.since, until=rule.until,
        value=what.value or kind.value, unit=what.unit or kind.unit,
    )  # fmt: skip
    pattern = Pattern(rule.every, rule.number, rule.off_day, rule.by_work)
    journal.write(
        "task.repeat",
        by=by,
        municipality_id=municipality.pk,
        of=made,
        after={"rule": words(pattern), "since": rule.since},
    )
    return made


@transaction.atomic
def stop(*, recurrence: Recurrence, by: Actor) -> None:
    """No more of it; what was set stays."""
    require(by, Permission.TASK_SET)
    if not Recurrence.objects.filter(pk=recurrence.pk, stopped_at=None).update(
        stopped_at=timezone.now()
    ):
        raise RuleViolation("Повтор уже остановлен.")
    journal.write("task.stop_repeat", by=by, municipality_id=by.municipality_id, of=recurrence)


def set_due(*, municipality: Municipality, now: datetime) -> int:
    """Set what has come since the last time; how many tasks. Again: 0.

    Each day of a rule is a transaction of its own with the day it has come to, so a run that is
    killed goes on where it was, and two at once wait for each other at the row.
    """
    today = now.astimezone(calendar_for(municipality).tz).date()
    running = Recurrence.objects.filter(
        municipality=municipality, stopped_at=None, since__lte=today
    ).exclude(made_until__gte=today)
    keys = list(running.values_list("pk", flat=True))
    return sum(_go_through(key, municipality, today, now) for key in keys)


def _go_through(key: int, place: Municipality, today: date, now: datetime) -> int:
    made = 0
    while (done := _next(key, place, today, now)) is not None:
        made += done
    return made


@transaction.atomic
def _next(key: int, place: Municipality, today: date, now: datetime) -> int | None:
    """One day further: 1 when a task was set, None when there is nothing left to go through."""
    row = Recurrence.objects.select_for_update().get(pk=key)
    begin = row.made_until + timedelta(days=1) if row.made_until else row.since
    end = min(today, row.until) if row.until else today
    if row.stopped_at or begin > end:
        return None
    calendar = calendar_for(place)
    day = next(occurrences(row.pattern, begin, end, calendar.is_working), None)
    row.made_until = day or end
    row.save(update_fields=["made_until"])
    if day is None:
        return 0
    _set(row, place, day, now)
    return 1


def _set(row: Recurrence, place: Municipality, day: date, now: datetime) -> Task:
    what = What(
        title=row.title, kind=row.kind, text=row.text, body=row.body, executor=row.executor,
        value=row.value, unit=row.unit, steps=row.steps,
    )  # fmt: skip
    by = program(place.pk, "Повтор задач")
    return set_task(municipality=place, what=what, by=by, now=now, occurrence=(row, day))
