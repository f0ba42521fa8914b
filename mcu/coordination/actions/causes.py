"""Causes: entered, changed, established, removed; their measures are tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.models import Problem, Topic
from mcu.coordination.actions.paper import clean, few, next_number
from mcu.coordination.models import Cause
from mcu.coordination.rules.states import CAUSE_STEPS, CauseKind, CauseState, whys
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.steps import STALE, taken
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission


@dataclass(frozen=True, slots=True)
class CauseText:
    """A cause as a person writes it: over problems, or over a topic at a place."""

    statement: str
    kind: str
    why: str = ""
    problems: Sequence[Problem] = ()
    topic: Topic | None = None
    settlement: str = ""
    street: str = ""
    landmark: str = ""
    established_by: str = ""
    grounds: str = ""


@transaction.atomic
def enter(
    *, municipality: Municipality, text: CauseText, by: Actor, now: datetime | None = None
) -> Cause:
    require(by, Permission.COORDINATION)
    now = now or timezone.now()
    cause = Cause(municipality=municipality, at=now, by_name=by.name)
    _write(cause, text)
    cause.number = next_number(Cause, municipality)
    cause.save()
    cause.problems.set(text.problems)
    _journal("cause.enter", cause, by, now, {}, {"kind": cause.kind, "count": len(text.problems)})
    return cause


@transaction.atomic
def change(*, cause: Cause, text: CauseText, by: Actor, now: datetime | None = None) -> Cause:
    """While it is open: what has ended stays as it was."""
    require(by, Permission.COORDINATION)
    row = Cause.objects.select_for_update().get(pk=cause.pk)
    if row.state not in {CauseState.SUPPOSED, CauseState.CONFIRMED}:
        raise RuleViolation(STALE)
    before = row.kind
    _write(row, text)
    row.save()
    row.problems.set(text.problems)
    _journal("cause.change", row, by, now, {"kind": before}, {"kind": row.kind})
    return row


@transaction.atomic
def advance(*, cause: Cause, act: str, words: str, by: Actor, now: datetime | None = None) -> Cause:
    """One step of the table: established, removed, refuted, looked at again."""
    require(by, Permission.COORDINATION)
    row = Cause.objects.select_for_update().get(pk=cause.pk)
    step, before = taken(CAUSE_STEPS, act, row.state, words), row.state
    if act == "confirm":
        row.grounds = clean(words)
        row.established_by = row.established_by or by.name
    else:
        row.outcome = "\n".join(filter(None, [row.outcome, f"{step.label}: {clean(words)}"]))
    row.state = step.target
    row.save()
    _journal(f"cause.{act}", row, by, now, {"state": before}, {"state": row.state})
    return row


def _write(cause: Cause, text: CauseText) -> None:
    if text.kind not in CauseKind.values:
        raise RuleViolation("Выберите вид первопричины из списка.")
    if not text.problems and not text.topic:
        raise RuleViolation("Укажите проблемы или тему с местом: чего это первопричина.")
    few(list(text.problems))
    cause.statement = clean(text.statement, "Напишите первопричину одной фразой.", 500)
    cause.whys = [clean(line, most=300) for line in whys(text.why)]
    cause.grounds = clean(text.grounds)
    cause.established_by = text.established_by.strip()[:200]
    cause.kind, cause.topic = text.kind, text.topic
    cause.settlement, cause.street = text.settlement.strip(), text.street.strip()
    cause.landmark = text.landmark.strip()
    first = next(iter(text.problems), None)
    if first and not cause.topic:
        cause.topic = first.topic
    if first and not cause.address:
        cause.settlement, cause.street = first.settlement, first.street
        cause.landmark = first.landmark


def _journal(
    code: str, cause: Cause, by: Actor, now: datetime | None, before: dict, after: dict
) -> None:
    journal.write(
        code, by=by, municipality_id=cause.municipality_id, of=cause,
        before=before, after=after, at=now,
    )  # fmt: skip
