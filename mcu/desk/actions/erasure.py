"""Erasing what has been kept long enough: in batches, each whole or not at all, with a register."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mcu.cases.models import RetentionReview
from mcu.cases.queries.retention import to_review
from mcu.core import journal
from mcu.core.erasing import Due, Eraser
from mcu.core.errors import RuleViolation
from mcu.desk.models import Erasure, ErasureRun, RetentionRule
from mcu.desk.queries.retention import due_of, due_unreviewed, rules_of
from mcu.desk.rules.retention import LONGEST_DAYS, SHORTEST_DAYS, Retention
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

BATCH = 500


def erase_due(
    *, place: Municipality, erasers: Mapping[str, Eraser], by: Actor, now: datetime | None = None
) -> ErasureRun:
    """Go over every rule of the municipality; what a killed run left is done by the next one."""
    require(by, Permission.RETENTION)
    moment = now or timezone.now()
    run = _open(place, by, moment)
    for rule in rules_of(place.pk):
        due = due_of(rule, place.pk, moment)
        if rule.review:
            _ask_for_review(due_unreviewed(due))
        while _batch(run, rule, erasers[rule.what], due, by):
            pass
    _finish(run, by)
    return run


@transaction.atomic
def change_rule(
    *,
    rule: Retention,
    days: int,
    review: bool,
    source: str,
    verified: bool,
    by: Actor,
    now: datetime | None = None,
) -> RetentionRule:
    """Set a rule for this municipality; what is erased by it next time follows the new one."""
    require(by, Permission.RETENTION)
    if rule.fixed:
        raise RuleViolation("Этот срок задан программой и не меняется.")
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise RuleViolation("Срок хранения — от одного дня до 75 лет. Проверьте число дней.")
    if not source.strip():
        raise RuleViolation("Назовите основание: акт, номенклатуру дел или решение.")
    values = {
        "days": days, "review": review, "source": source.strip()[:500], "verified": verified,
        "changed_at": now or timezone.now(), "changed_by_name": by.name,
    }  # fmt: skip
    made, _ = RetentionRule.objects.update_or_create(
        municipality_id=by.municipality_id, what=rule.what, regime=rule.regime, defaults=values
    )
    before = {"days": rule.days, "review": rule.review, "source": rule.source}
    old, new = journal.changes(before, {name: values[name] for name in before})
    journal.write(
        "retention.change",
        by=by,
        municipality_id=by.municipality_id,
        before=old,
        after=new | {"rule": rule.code},
    )
    return made


@transaction.atomic
def _open(place: Municipality, by: Actor, now: datetime) -> ErasureRun:
    Municipality.objects.select_for_update().get(pk=place.pk)
    unfinished = ErasureRun.objects.filter(municipality=place, finished_at__isnull=True).first()
    return unfinished or ErasureRun.objects.create(
        municipality=place, started_at=now, by_name=by.name
    )


@transaction.atomic
def _ask_for_review(due: Due) -> None:
    """Cases whose term is over wait for a person from now on."""
    keys = to_review(due).values_list("pk", flat=True)
    RetentionReview.objects.bulk_create(
        [RetentionReview(case_id=pk, found_at=due.now) for pk in keys.iterator()],
        batch_size=1000,
        ignore_conflicts=True,
    )


@transaction.atomic
def _batch(run: ErasureRun, rule: Retention, eraser: Eraser, due: Due, by: Actor) -> int:
    """The next rows, their line of the register and the entry of the journal together."""
    keys = list(eraser.rows(due).order_by("pk").values_list("pk", flat=True)[:BATCH])
    count = eraser.erase(keys, due.now) if keys else 0
    if not count:
        return 0
    _count(run, rule, eraser.title, count, due.now)
    journal.write(
        "data.erase",
        by=by,
        municipality_id=run.municipality_id,
        of=run,
        after={"what": eraser.title, "rule": rule.code, "rows": count, "digest": _digest(keys)},
    )
    return count


def _count(run: ErasureRun, rule: Retention, title: str, count: int, now: datetime) -> None:
    words = f"{title}: {rule.years}. {rule.source}"[:600]
    line, _ = Erasure.objects.get_or_create(
        run=run, what=rule.what, regime=rule.regime, defaults={"rule": words, "last_at": now}
    )
    Erasure.objects.filter(pk=line.pk).update(count=F("count") + count, last_at=now)


@transaction.atomic
def _finish(run: ErasureRun, by: Actor) -> None:
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    lines: dict[str, Any] = {line.what: line.count for line in run.lines.all()}
    if lines:
        journal.write(
            "data.erased", by=by, municipality_id=run.municipality_id, of=run, after=lines
        )


def _digest(keys: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()
