"""What is kept how long, what is due, what was erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mcu.cases.queries.retention import to_review
from mcu.core.erasing import Due, Eraser
from mcu.desk.models import Erasure, RetentionRule
from mcu.desk.rules.retention import Retention, in_force
from mcu.org.rules.roles import Actor

REGISTER = 100


@dataclass(frozen=True, slots=True)
class DueRow:
    """A rule and how many rows it would erase now; `waiting` are those a person must judge first."""

    rule: Retention
    title: str
    count: int
    waiting: int


def rules_of(municipality_id: int) -> list[Retention]:
    """The rules in force in a municipality; one query."""
    rows = RetentionRule.objects.filter(municipality_id=municipality_id)
    return in_force(rows.values("what", "regime", "days", "review", "source", "verified"))


def due_of(rule: Retention, municipality_id: int, now: datetime) -> Due:
    """What a rule asks for at this moment."""
    return Due(
        municipality_id=municipality_id,
        moment=rule.moment,
        before=rule.before(now),
        now=now,
        regime=rule.regime,
        reviewed=rule.review,
    )


def preview(municipality_id: int, erasers: Mapping[str, Eraser], now: datetime) -> list[DueRow]:
    """What a run would erase now, counted and not touched."""
    found = []
    for rule in rules_of(municipality_id):
        due, eraser = due_of(rule, municipality_id, now), erasers[rule.what]
        waiting = to_review(due_unreviewed(due)).count() if rule.review else 0
        found.append(DueRow(rule, eraser.title, eraser.rows(due).count(), waiting))
    return found


def due_unreviewed(due: Due) -> Due:
    """The same without asking for a decision."""
    return Due(due.municipality_id, due.moment, due.before, due.now, due.regime)


def register(actor: Actor) -> QuerySet[Erasure]:
    """The last lines of the register of erasures."""
    lines = Erasure.objects.filter(run__municipality_id=actor.municipality_id)
    return lines.select_related("run").order_by("-last_at", "-pk")[:REGISTER]
