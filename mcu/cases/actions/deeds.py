"""Each deed of a rule is an act that a person could have done; most have an opposite one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.answer import ask_block
from mcu.cases.actions.mark import (
    add_tag,
    put_on_control,
    release,
    remove_tag,
    set_importance,
    take_off_control,
)
from mcu.cases.actions.route import assign
from mcu.cases.models import Case, RuleRun
from mcu.cases.rules.automation import DEEDS, Act, Deed
from mcu.cases.rules.workflow import State
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.actions.notices import tell
from mcu.org.models import Block, Body, Duty, Person
from mcu.org.rules.notices import Kind, Telling
from mcu.org.rules.roles import Actor, Permission

Doing = Callable[[Act, Case, Actor, datetime], Any]
CHARGING = frozenset({Deed.BODY, Deed.BLOCK, Deed.EXECUTOR})


def perform(act: Act, case: Case, *, by: Actor, now: datetime) -> None:
    """Do it; RuleViolation says why it cannot be done."""
    DOINGS[act.deed](act, case, by, now)


@transaction.atomic
def undo(*, run: RuleRun, by: Actor, now: datetime | None = None) -> RuleRun:
    """Take back what has an opposite act, the last first; what people went on with stays."""
    require(by, Permission.TOPICS)
    run = RuleRun.objects.select_for_update().select_related("rule", "case").get(pk=run.pk)
    if run.state != RuleRun.State.DONE:
        raise RuleViolation("Отменять нечего: правило здесь ничего не сделало или уже отменено.")
    done = [row for row in run.done if row["result"] == "done" and DEEDS[Deed(row["do"])].undone]
    if not done:
        raise RuleViolation("Сделанное этим правилом отменить нельзя: уведомление или вопрос ушли.")
    moment = now or timezone.now()
    for row in reversed(done):
        _take_back(row, run, by, moment)
    run.state = RuleRun.State.UNDONE
    run.save(update_fields=["state"])
    after = {"rule": run.rule.name, "cases": 1}
    place = run.case.municipality_id
    journal.write("rule.undo", by=by, municipality_id=place, of=run.case, after=after, at=moment)
    return run


def _take_back(row: Mapping[str, str], run: RuleRun, by: Actor, now: datetime) -> None:
    deed, case = Deed(row["do"]), run.case
    if deed in CHARGING:
        _charge_back(row, case, by, now)
    elif deed is Deed.IMPORTANCE and case.importance == row["value"]:
        set_importance(case=case, importance=row["before"], by=by, now=now)
    elif deed is Deed.TAG:
        remove_tag(case=case, tag=row["value"], by=by, now=now)
    elif deed is Deed.CONTROL:
        take_off_control(case=case, reason="Отменено действие правила", by=by, now=now)


def _charge_back(row: Mapping[str, str], case: Case, by: Actor, now: datetime) -> None:
    """To whom it was charged before; to nobody while nobody has begun."""
    state, body, block, executor = row["before"].split("|")
    if case.state != State.ASSIGNED:
        raise RuleViolation(f"{case} уже взято в работу: переназначьте его в карточке.")
    reason = "отменено действие правила"
    if state in (State.NEW, State.TRIAGE):
        release(case=case, reason=reason, by=by, now=now)
        return
    place = case.municipality_id
    assign(
        case=case,
        body=Body.objects.filter(municipality_id=place, code=body).first(),
        block=Block.objects.filter(municipality_id=place, code=block).first(),
        executor=Person.objects.filter(login=executor).first(),
        by=by,
        reason=reason,
        now=now,
    )


def _to_body(act: Act, case: Case, by: Actor, now: datetime) -> None:
    body = Body.objects.get(municipality_id=case.municipality_id, code=act.value, active=True)
    assign(case=case, body=body, by=by, reason=by.name, now=now)


def _to_block(act: Act, case: Case, by: Actor, now: datetime) -> None:
    assign(case=case, block=_block(act, case), by=by, reason=by.name, now=now)


def _to_person(act: Act, case: Case, by: Actor, now: datetime) -> None:
    people = Person.objects.filter(municipality_id=case.municipality_id, is_active=True)
    whom = people.get(login=act.value)
    assign(
        case=case, body=case.body, block=case.block, executor=whom, by=by, reason=by.name, now=now
    )


def _block(act: Act, case: Case) -> Block:
    return Block.objects.get(municipality_id=case.municipality_id, code=act.value, active=True)


def _tell(act: Act, case: Case, by: Actor, now: datetime) -> None:
    """Whoever holds the role today; nothing of the resident leaves with it."""
    today = timezone.localdate(now)
    duties = Duty.objects.filter(municipality_id=case.municipality_id, role=act.value)
    in_force = duties.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
    people = frozenset(in_force.values_list("person_id", flat=True))
    telling = Telling(
        kind=Kind.RULE,
        people=people,
        title=f"{case}: {act.words}",
        moment=f"{now:%Y%m%d%H%M%S%f}",
        url=reverse("cases:card", args=[case.pk]),
        object_type="cases.case",
        object_id=case.pk,
    )
    tell(municipality=case.municipality, tellings=[telling], now=now)


DOINGS: Mapping[Deed, Doing] = {
    Deed.BODY: _to_body,
    Deed.BLOCK: _to_block,
    Deed.EXECUTOR: _to_person,
    Deed.IMPORTANCE: lambda act, case, by, now: set_importance(
        case=case, importance=act.value, by=by, now=now
    ),
    Deed.ASK: lambda act, case, by, now: ask_block(
        case=case, question=act.words, block=_block(act, case), by=by, now=now
    ),
    Deed.TAG: lambda act, case, by, now: add_tag(case=case, tag=act.value, by=by, now=now),
    Deed.CONTROL: lambda act, case, by, now: put_on_control(
        case=case, days=int(act.value), why=act.words or by.name, by=by, now=now
    ),
    Deed.NOTIFY: _tell,
}
