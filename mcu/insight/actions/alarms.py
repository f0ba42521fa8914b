"""What a person does with an alarm: looked at, false, a problem, a task."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.problem import Why, open_problem
from mcu.cases.models import Case, Problem
from mcu.coordination.actions.paper import about, clean
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.steps import STALE, taken
from mcu.insight.models import Alarm
from mcu.insight.queries.shown import reason_of
from mcu.insight.rules.states import OPEN, STEPS, AlarmState
from mcu.org.actions import require
from mcu.org.models import Body, Person
from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, by whom, by when."""

    what: str
    due: date
    body: Body | None = None
    person: Person | None = None


@transaction.atomic
def advance(*, alarm: Alarm, act: str, words: str, by: Actor, now: datetime | None = None) -> Alarm:
    """Looked at, or no spike at all, with words."""
    require(by, Permission.PROBLEM_LEAD)
    row = _locked(alarm)
    step, before = taken(STEPS, act, row.state, words), row.state
    _decided(row, step.target, by, now, clean(words, most=500))
    _journal(f"alarm.{act}", row, before, by, now)
    return row


@transaction.atomic
def to_problem(
    *, alarm: Alarm, cases: Sequence[Case], by: Actor, now: datetime | None = None
) -> Problem:
    """Its messages as a problem: the given ones, which are in none yet."""
    row = _open(alarm)
    if not cases:
        raise RuleViolation(
            "Все сообщения всплеска, которые вам видны, уже в проблемах. Откройте список сообщений "
            "и посмотрите, в каких."
        )
    why = Why(f"Всплеск: {reason_of(row)}"[:500])
    act = open_problem(
        municipality=row.municipality, cases=cases, by=by, title=row.name[:200], why=why, now=now
    )
    before, row.problem = row.state, act.problem
    _decided(row, AlarmState.PROBLEM, by, now, row.note)
    _journal("alarm.problem", row, before, by, now)
    return act.problem


@transaction.atomic
def to_task(*, alarm: Alarm, order: Order, by: Actor, now: datetime | None = None) -> Task:
    """Somebody looks into it by a day."""
    row = _open(alarm)
    what = What(
        title=order.what, kind="check", body=order.body, executor=order.person, until=order.due,
        text=f"{row.name}: {reason_of(row)}.",
    )  # fmt: skip
    url = reverse("insight:spike", args=[row.pk])
    task = set_task(municipality=row.municipality, what=what, by=by, about=about(row, url), now=now)
    before, row.task = row.state, task
    _decided(row, AlarmState.TASK, by, now, row.note)
    _journal("alarm.task", row, before, by, now)
    return task


def _locked(alarm: Alarm) -> Alarm:
    rows = Alarm.objects.select_related("municipality", "topic")
    return rows.select_for_update(of=("self",)).get(pk=alarm.pk)


def _open(alarm: Alarm) -> Alarm:
    row = _locked(alarm)
    if row.state not in OPEN:
        raise RuleViolation(STALE)
    return row


def _decided(row: Alarm, state: str, by: Actor, now: datetime | None, note: str) -> None:
    row.state, row.note = state, note
    row.decided_at, row.decided_by_name = now or timezone.now(), by.name[:200]
    row.save()


def _journal(code: str, row: Alarm, before: str, by: Actor, now: datetime | None) -> None:
    journal.write(
        code, by=by, municipality_id=row.municipality_id, of=row,
        before={"state": before}, after={"state": row.state}, at=now,
    )  # fmt: skip
