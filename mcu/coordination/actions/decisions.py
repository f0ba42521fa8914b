"""The register of decisions: recorded, grounded in data, looked at again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.coordination.actions.paper import MOST_LINKS, clean, next_number
from mcu.coordination.models import Decision, Ground
from mcu.coordination.rules.grounds import Data
from mcu.coordination.rules.states import DECISION_STEPS
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.steps import taken
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is recorded."""

    title: str
    text: str
    decider: str
    on: date
    expected: str = ""
    review_on: date | None = None


@transaction.atomic
def record(
    *, municipality: Municipality, decided: Decided, by: Actor, now: datetime | None = None
) -> Decision:
    require(by, Permission.COORDINATION)
    if decided.on > timezone.localdate(now):
        raise RuleViolation("Дата решения ещё не наступила. Проверьте дату.")
    if decided.review_on and decided.review_on < decided.on:
        raise RuleViolation("Проверить результат можно не раньше самого решения.")
    row = Decision.objects.create(
        municipality=municipality, number=next_number(Decision, municipality), on=decided.on,
        decider=clean(decided.decider, "Напишите, кто решил.", 200), review_on=decided.review_on,
        title=clean(decided.title, "Напишите, о чём решение.", 300),
        text=clean(decided.text, "Напишите само решение."), expected=clean(decided.expected),
        at=now or timezone.now(), by_name=by.name,
    )  # fmt: skip
    _journal("decision.record", row, by, now, {}, {"day": decided.on})
    return row


@transaction.atomic
def ground(*, decision: Decision, data: Data, by: Actor, now: datetime | None = None) -> Ground:
    """What it rests on, with the figure as it stood; never changed afterwards."""
    require(by, Permission.COORDINATION)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    if row.grounds.count() >= MOST_LINKS:
        raise RuleViolation(f"Связать можно не больше {MOST_LINKS} записей.")
    today = timezone.localdate(now)
    if data.figure_on and data.figure_on > today:
        raise RuleViolation("Дата показателя ещё не наступила.")
    figure = clean(data.figure, most=200)
    made = row.grounds.create(
        kind=data.kind, object_type=data.object_type, object_id=data.object_id,
        name=clean(data.name, "Назовите данные.", 300), url=data.url, figure=figure,
        figure_on=data.figure_on or (today if figure else None),
    )  # fmt: skip
    _journal("decision.ground", row, by, now, {}, {"name": made.name})
    return made


@transaction.atomic
def advance(
    *, decision: Decision, act: str, words: str, by: Actor, now: datetime | None = None
) -> Decision:
    """What came of it: reached, in part, missed, cancelled; or it is under way again."""
    require(by, Permission.COORDINATION)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    step, before = taken(DECISION_STEPS, act, row.state, words), row.state
    row.outcome = "\n".join(filter(None, [row.outcome, f"{step.label}: {clean(words)}"]))
    row.state = step.target
    row.save()
    _journal(f"decision.{act}", row, by, now, {"state": before}, {"state": row.state})
    return row


def _journal(
    code: str, row: Decision, by: Actor, now: datetime | None, before: dict, after: dict
) -> None:
    journal.write(
        code, by=by, municipality_id=row.municipality_id, of=row, before=before, after=after, at=now
    )
