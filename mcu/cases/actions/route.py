"""Whose it is: the topic, the body, the executor."""

from datetime import datetime

from mcu.cases import queries
from mcu.cases.actions import promise, terms
from mcu.cases.actions.appeal.notices import not_about
from mcu.cases.actions.likeness import anew
from mcu.cases.actions.step import Step, step
from mcu.cases.actions.suggest import UNCHARGED, decide, suggest_executor
from mcu.cases.models import Assignment, Case, Topic
from mcu.cases.queries.suggesting import BLOCK, BODY
from mcu.cases.rules.learning import Target
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State, Verb
from mcu.core.errors import RuleViolation
from mcu.org.models import Block, Body, Person
from mcu.org.rules.roles import Actor


def classify(
    *,
    case: Case,
    topic: Topic,
    by: Actor,
    kind: str = "",
    importance: str = "",
    settlement: str | None = None,
    street: str | None = None,
    house: str | None = None,
    now: datetime | None = None,
) -> Case:
    """A person says what it is about; block and body follow by the routes when nobody has it yet."""
    _same_place(case, topic.municipality_id)
    with step(Verb.CLASSIFY, case, by=by, now=now) as work:
        found = work.case
        found.topic, found.topic_confirmed = topic, True
        found.kind = kind or found.kind or topic.kind
        found.importance = importance or found.importance
        for name, value in (("settlement", settlement), ("street", street), ("house", house)):
            if value is not None:
                setattr(found, name, value.strip())
        if (settlement, street) != (None, None):
            anew([found.pk])
        if found.state == State.NEW:
            found.state = State.TRIAGE
        decide(found, Target.TOPIC, topic.code, work.now)
        _propose_route(work)
        if found.state in UNCHARGED:
            suggest_executor(found, work.now)
        terms.rechoose(work)
    return case


def assign(
    *,
    case: Case,
    by: Actor,
    body: Body | None = None,
    block: Block | None = None,
    executor: Person | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Case:
    """Charge a body, a block or a person; who had it before stays in the history."""
    check_charged(case, body, block, executor)
    with step(Verb.ASSIGN, case, by=by, now=now) as work:
        charge(work, body, block, executor, reason)
    return case


def check_charged(
    case: Case, body: Body | None, block: Block | None, executor: Person | None
) -> None:
    """Somebody is named, and of this municipality."""
    if body is None and block is None:
        raise RuleViolation("Выберите орган или блок, которому назначается сообщение.")
    for given in (body, block, executor):
        if given is not None:
            _same_place(case, given.municipality_id)


def charge(
    work: Step, body: Body | None, block: Block | None, executor: Person | None, reason: str
) -> None:
    """The case is theirs from now on; that it is not for another authority is decided by this."""
    block = block or (body.block if body else None)
    if body:
        not_about(work.case, str(body))
    work.case.body, work.case.block, work.case.executor = body, block, executor
    work.case.heard_at = work.now
    Assignment.objects.create(
        case=work.case,
        body=body,
        block=block,
        executor=executor,
        at=work.now,
        by_name=work.by.name,
        reason=reason[:500],
    )
    label = f"{BODY}{body.code}" if body else f"{BLOCK}{block.code}" if block else ""
    decide(work.case, Target.EXECUTOR, label, work.now)
    terms.cancel(work.case, work.now, (TermKind.REDIRECT,))
    work.extra["assigned"] = str(body or block)


def take(*, case: Case, by: Actor, now: datetime | None = None) -> Case:
    """«Беру»: the person becomes the executor."""
    with step(Verb.TAKE, case, by=by, now=now) as work:
        work.case.executor_id = by.person_id
        work.case.postponed_until = None
    return case


def merge(*, case: Case, into: Case, by: Actor, now: datetime | None = None) -> Case:
    """The same message came twice: this one follows the other and keeps its own record."""
    _same_place(case, into.municipality_id)
    if into.pk == case.pk or into.merged_into_id == case.pk:
        raise RuleViolation("Сообщение нельзя присоединить к самому себе.")
    if into.state == State.MERGED:
        raise RuleViolation(f"{into} само присоединено к другому. Выберите основное сообщение.")
    with step(Verb.MERGE, case, by=by, now=now) as work:
        work.case.merged_into = into
        work.case.closed_at = work.now
        promise.follow(work, into)
        terms.cancel(work.case, work.now)
        work.extra["into"] = into.number
    return case


def _propose_route(work: Step) -> None:
    case = work.case
    if case.body_id or case.block_id:
        return
    routing = queries.routing_for(case)
    case.block_id, case.body_id = routing.block_id, routing.body_id
    work.extra["route"] = list(routing.trace)


def _same_place(case: Case, municipality_id: int) -> None:
    if case.municipality_id != municipality_id:
        raise RuleViolation("Выбрано из другого муниципалитета.")
