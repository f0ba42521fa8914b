"""Sure suggestions confirmed as one list, each case by the verb of the card; undone as a list."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions import terms
from mcu.cases.actions.route import classify
from mcu.cases.actions.step import step
from mcu.cases.actions.suggest import reopen
from mcu.cases.models import Case, ConfirmLine, ConfirmRun
from mcu.cases.queries.confirming import Sure, confident
from mcu.cases.queries.suggesting import learning_of
from mcu.cases.rules.workflow import BEFORE_WORK, Verb
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

NOTHING = "Подтверждать нечего: эти сообщения уже изменил другой сотрудник. Обновите страницу."


class Confirmed(NamedTuple):
    """The list as it was kept, and what was refused, each with its reason."""

    run: ConfirmRun
    refusals: list[str]


def confirm_many(
    *, place: Municipality, shown: dict[int, str], by: Actor, now: datetime | None = None
) -> Confirmed:
    """The topics that stood in the preview (`shown`: case → code); what has changed since is left."""
    require(by, Permission.CLASSIFY)
    moment = now or timezone.now()
    sure = [one for one in confident(by, keys=shown) if shown[one.case.pk] == one.topic.code]
    with transaction.atomic():
        run = ConfirmRun.objects.create(
            municipality=place,
            at=moment,
            by_name=by.name,
            threshold=learning_of(place.pk).bulk_from,
        )
        refusals = [why for one in sure if (why := _confirm(run, one, by, moment))]
        lines = list(run.lines.order_by("case_id"))
        if not lines:
            raise RuleViolation(" ".join(refusals[:3]) or NOTHING)
        run.count = len(lines)
        run.save(update_fields=["count"])
        _journal("learning.confirm", run, lines, by, moment)
    return Confirmed(run, refusals)


@transaction.atomic
def undo(*, run: ConfirmRun, by: Actor, now: datetime | None = None) -> ConfirmRun:
    """Each case as it was before the list; one that somebody has worked on since stays."""
    require(by, Permission.CLASSIFY)
    moment = now or timezone.now()
    found = ConfirmRun.objects.select_for_update().get(pk=run.pk)
    if found.undone_at:
        raise RuleViolation("Этот список уже отменён.")
    lines = [line for line in found.lines.select_related("case") if _take_back(line, by, moment)]
    if not lines:
        raise RuleViolation("Отменять нечего: со всеми этими сообщениями уже работают дальше.")
    found.undone_at, found.undone_by_name, found.undone = moment, by.name, len(lines)
    found.save(update_fields=["undone_at", "undone_by_name", "undone"])
    reopen([line.case for line in lines], moment)
    _journal("learning.undo", found, lines, by, moment)
    return found


def _confirm(run: ConfirmRun, sure: Sure, by: Actor, now: datetime) -> str:
    """Why it was refused; empty when it was confirmed."""
    case = sure.case
    line = ConfirmLine(
        run=run,
        case=case,
        topic=sure.topic,
        confidence=sure.confidence,
        topic_before_id=case.topic_id,
        kind_before=case.kind,
        state_before=case.state,
        block_before_id=case.block_id,
        body_before_id=case.body_id,
    )
    try:
        with transaction.atomic():
            classify(case=case, topic=sure.topic, by=by, now=now)
    except RuleViolation as refusal:
        return f"{case}: {refusal.sentence}"
    line.save()
    return ""


def _take_back(line: ConfirmLine, by: Actor, now: datetime) -> bool:
    """Only where the case still is as the list left it."""
    case = line.case
    if case.topic_id != line.topic_id or case.state not in BEFORE_WORK or _is_charged(case):
        return False
    with step(Verb.UNCONFIRM, case, by=by, now=now) as work:
        back = work.case
        back.topic_id, back.topic_confirmed = line.topic_before_id, False
        back.kind, back.state = line.kind_before, line.state_before
        back.block_id, back.body_id = line.block_before_id, line.body_before_id
        terms.rechoose(work)
    line.undone = True
    line.save(update_fields=["undone"])
    return True


def _is_charged(case: Case) -> bool:
    return case.assignments.exists()


def _journal(
    action: str, run: ConfirmRun, lines: list[ConfirmLine], by: Actor, now: datetime
) -> None:
    """One entry for the list with a digest of its lines: «case topic»."""
    told = "\n".join(f"{line.case_id} {line.topic_id}" for line in lines)
    journal.write(
        action,
        by=by,
        municipality_id=run.municipality_id,
        of=run,
        after={"rows": len(lines), "hash": hashlib.sha256(told.encode()).hexdigest()},
        at=now,
    )
