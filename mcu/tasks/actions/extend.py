"""More time: asked for with a reason, given or refused."""

from datetime import date, datetime

from mcu.cases.actions.step import filled
from mcu.core.errors import RuleViolation
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor
from mcu.tasks.actions.step import Step, step
from mcu.tasks.models import Extension, Task
from mcu.tasks.rules.terms import end_of
from mcu.tasks.rules.workflow import Verb

REASON = "Напишите, почему срока не хватает."


def ask_extension(
    *, task: Task, until: date, reason: str, by: Actor, now: datetime | None = None
) -> Extension:
    """The doer asks; the term stays until somebody has decided."""
    with step(Verb.ASK_EXTENSION, task, by=by, now=now) as work:
        if work.task.extensions.filter(approved__isnull=True).exists():
            raise RuleViolation("Продление уже попросили, решения ещё нет.")
        return _make(work, until, filled(reason, REASON, 1000))


def decide_extension(
    *, task: Task, approved: bool, by: Actor, refusal: str = "", now: datetime | None = None
) -> Extension:
    """Given: the term moves. Refused: it stays, and the reason is said."""
    with step(Verb.EXTEND if approved else Verb.REFUSE, task, by=by, now=now) as work:
        asked = work.task.extensions.select_for_update().filter(approved__isnull=True).first()
        if asked is None:
            raise RuleViolation("Решать не о чем: продления не просят или его уже решили.")
        if not approved:
            asked.refusal = filled(refusal, "Напишите, почему срок не продлён.", 1000)
        _decide(work, asked, approved)
    return asked


def extend(
    *, task: Task, until: date, reason: str, by: Actor, now: datetime | None = None
) -> Extension:
    """Whoever decides gives more time without being asked; an open request is answered by it."""
    with step(Verb.EXTEND, task, by=by, now=now) as work:
        work.task.extensions.filter(approved__isnull=True).update(
            approved=False,
            decided_at=work.now,
            decided_by_name=by.name,
            refusal="срок назначен иначе",
        )
        made = _make(work, until, filled(reason, REASON, 1000))
        _decide(work, made, approved=True)
    return made


def _make(work: Step, until: date, reason: str) -> Extension:
    moment = end_of(until, calendar_for(work.task.municipality))
    if moment <= max(work.task.due_at, work.now):
        raise RuleViolation("Новый срок должен быть позже прежнего и позже сегодняшнего дня.")
    work.extra["until"] = moment
    return Extension.objects.create(
        task=work.task,
        asked_at=work.now,
        asked_by_name=work.by.name,
        reason=reason,
        before=work.task.due_at,
        until=moment,
    )


def _decide(work: Step, asked: Extension, approved: bool) -> None:
    asked.approved = approved
    asked.decided_at = work.now
    asked.decided_by_name = work.by.name
    asked.save()
    if approved:
        work.task.due_at = asked.until
