"""A block or body that is merged or switched off, with everything that hangs on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mcu.cases.models import Assignment, Case, InfoRequest, Route, Topic
from mcu.cases.rules.workflow import FINISHED
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import end_duty, give_duty, require
from mcu.org.actions.structure import check_place, record_change, switch
from mcu.org.models import Block, Body, Duty, IndicatorOwner, Participant
from mcu.org.rules.roles import Actor, Permission, Role
from mcu.org.rules.structure import Change, Grounds


@dataclass(slots=True)
class Moving:
    """What is going away, where its work goes, and the words for every trace it leaves."""

    of: Block | Body
    into: Block | Body | None
    grounds: Grounds
    by: Actor
    now: datetime

    @property
    def kind(self) -> str:
        return "block" if isinstance(self.of, Block) else "body"

    @property
    def open_cases(self) -> QuerySet[Case]:
        return Case.objects.filter(**{self.kind: self.of}).exclude(state__in=sorted(FINISHED))


@transaction.atomic
def merge_bodies(*, body: Body, into: Body, grounds: Grounds, by: Actor) -> Body:
    """Everything of the first goes to the second: cases, questions, routes, people, bodies below."""
    work = _begin(body, into, grounds, by)
    count = _move_cases(work, keep_executor=True)
    _move_duties(work)
    body.below.update(parent=into)
    names = [name for name in (body.name, body.short_name, *body.aliases) if name]
    into.aliases = [*into.aliases, *(name for name in names if name not in into.aliases)]
    into.save(update_fields=["aliases"])
    _leave(work, count, merged=True)
    record_change(into, Change.MERGE, grounds=grounds, by=by, after={"from": str(body)})
    return into


@transaction.atomic
def switch_off_body(*, body: Body, into: Body | None, grounds: Grounds, by: Actor) -> None:
    """The body ceases; its open cases go to another one, its people lose these duties."""
    work = _begin(body, into, grounds, by)
    count = _move_cases(work, keep_executor=False)
    _end_duties(work)
    body.below.update(parent=body.parent)
    _leave(work, count)


@transaction.atomic
def merge_blocks(*, block: Block, into: Block, grounds: Grounds, by: Actor) -> Block:
    """Bodies, topics and open cases of the first go to the second; its responsible is released."""
    work = _begin(block, into, grounds, by)
    count = _move_cases(work, keep_executor=True)
    bodies = list(block.bodies.all())
    block.bodies.update(block=into)
    _end_duties(work)
    _leave(work, count, merged=True)
    after = {"from": str(block), "bodies": ", ".join(map(str, bodies))}
    record_change(into, Change.MERGE, grounds=grounds, by=by, after=after)
    return into


@transaction.atomic
def switch_off_block(*, block: Block, into: Block | None, grounds: Grounds, by: Actor) -> None:
    """The block ceases; bodies stay without a block, open cases go to another one."""
    work = _begin(block, into, grounds, by)
    count = _move_cases(work, keep_executor=True)
    block.bodies.update(block=None)
    _end_duties(work)
    _leave(work, count)


@transaction.atomic
def switch_on_block(*, block: Block, grounds: Grounds, by: Actor) -> None:
    switch(block, active=True, grounds=grounds, by=by, after={})


@transaction.atomic
def switch_on_body(*, body: Body, grounds: Grounds, by: Actor) -> None:
    switch(body, active=True, grounds=grounds, by=by, after={})


@transaction.atomic
def set_block_topics(
    *, block: Block, topics: list[Topic], grounds: Grounds, by: Actor
) -> tuple[list[Topic], list[Topic]]:
    """Exactly these topics and groups belong to the block everywhere: (added, taken out).

    Routes for single settlements and with a condition stay as they are; a body of another block is dropped from the
    route, as it would send the case past the block.
    """
    require(by, Permission.TOPICS)
    check_place(by, block)
    if not block.active:
        raise RuleViolation("Блок не действует. Сначала включите его.")
    whole = Route.objects.filter(municipality_id=block.municipality_id, settlement="", condition={})
    had = {route.topic_id: route for route in whole.filter(block=block).select_related("topic")}
    wanted = {topic.pk: topic for topic in topics}
    added = [topic for key, topic in wanted.items() if key not in had]
    gone = [route.topic for key, route in had.items() if key not in wanted]
    if not added and not gone:
        raise RuleViolation("Состав тем не изменился.")
    for topic in added:
        _take_topic(block, topic)
    whole.filter(block=block, topic__in=gone).delete()
    after = {"added": [t.name for t in added], "gone": [t.name for t in gone]}
    record_change(block, Change.TOPICS, grounds=grounds, by=by, after=after)
    return added, gone


def _take_topic(block: Block, topic: Topic) -> None:
    route, _ = Route.objects.get_or_create(
        municipality_id=block.municipality_id,
        topic=topic,
        settlement="",
        condition={},
        defaults={"block": block},
    )
    route.block = block
    if route.body and route.body.block_id != block.pk:
        route.body = None
    route.save(update_fields=["block", "body"])


def _begin(of: Block | Body, into: Block | Body | None, grounds: Grounds, by: Actor) -> Moving:
    check_place(by, of, into)
    if into is not None and into.pk == of.pk:
        raise RuleViolation("Выберите другой: с самим собой не объединяют.")
    if into is not None and not into.active:
        raise RuleViolation(f"«{into}» не действует. Выберите действующий.")
    work = Moving(of, into, grounds, by, timezone.now())
    if into is None and work.open_cases.exists():
        raise RuleViolation(
            f"У «{of}» есть открытые сообщения. Выберите, кому они перейдут.", code="cases"
        )
    return work


def _move_cases(work: Moving, *, keep_executor: bool) -> int:
    """Open cases, unanswered questions and routes; how many cases."""
    cases = list(work.open_cases.select_for_update(no_key=True).order_by("pk"))
    for case in cases:
        setattr(case, f"{work.kind}_id", work.into.pk if work.into else None)
        if isinstance(work.into, Body):
            case.block_id = work.into.block_id or case.block_id
        if not keep_executor:
            case.executor_id = None
    Case.objects.bulk_update(cases, ["block", "body", "executor"])
    Assignment.objects.bulk_create([_assignment(case, work) for case in cases])
    for case in cases:
        _journal(case, work)
    asked = InfoRequest.objects.filter(**{work.kind: work.of}, replied_at__isnull=True)
    asked.update(**{work.kind: work.into})
    _move_routes(work)
    return len(cases)


def _move_routes(work: Moving) -> None:
    routes = Route.objects.filter(**{work.kind: work.of})
    if isinstance(work.into, Body):
        routes.update(body=work.into, block=work.into.block)
        return
    routes.update(**{work.kind: work.into})
    empty = Route.objects.filter(municipality_id=work.of.municipality_id)
    empty.filter(block__isnull=True, body__isnull=True).delete()


def _assignment(case: Case, work: Moving) -> Assignment:
    return Assignment(
        case=case,
        block_id=case.block_id,
        body_id=case.body_id,
        executor_id=case.executor_id,
        at=work.now,
        by_name=work.by.name,
        reason=f"«{work.of}» больше не действует: {work.grounds.reason}"[:500],
    )


def _journal(case: Case, work: Moving) -> None:
    journal.write(
        "case.assign",
        by=work.by,
        municipality_id=case.municipality_id,
        of=case,
        before={work.kind: str(work.of)},
        after={"assigned": str(work.into), "reason": work.grounds.reason},
        at=work.now,
    )


def _held(work: Moving) -> list[Duty]:
    duties = Duty.objects.filter(**{work.kind: work.of}, until__isnull=True)
    return list(duties.select_related("person"))


def _end_duties(work: Moving) -> None:
    for duty in _held(work):
        end_duty(duty=duty, by=work.by, on=work.grounds.on - timedelta(days=1))
    owners = IndicatorOwner.objects.filter(until__isnull=True)
    if isinstance(work.of, Block):
        for owner in owners.filter(block=work.of):
            owner.until = max(work.grounds.on - timedelta(days=1), owner.since)
            owner.save(update_fields=["until"])


def _move_duties(work: Moving) -> None:
    """The same people do the same for the other body, unless they do already."""
    for duty in _held(work):
        end_duty(duty=duty, by=work.by, on=work.grounds.on - timedelta(days=1))
        same: dict[str, Any] = {"person": duty.person, "role": duty.role, "body": work.into}
        if not Duty.objects.filter(**same, until__isnull=True).exists():
            same["role"] = Role(duty.role)
            give_duty(**same, since=work.grounds.on, act=work.grounds.act, by=work.by)


def _leave(work: Moving, count: int, *, merged: bool = False) -> None:
    """The flag, the version, the register of participants."""
    after = {"into" if merged else "cases_to": str(work.into)} if work.into else {}
    if isinstance(work.of, Body):
        Participant.objects.filter(body=work.of).update(active=False)
    switch(work.of, active=False, grounds=work.grounds, by=work.by, after={**after, "cases": count})
