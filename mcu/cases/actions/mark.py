"""Marks on a case: importance, tags, control with a date, an assignment taken back."""

from datetime import datetime

from mcu.cases.actions.register import searchable
from mcu.cases.actions.step import Step, step
from mcu.cases.actions.terms import cancel
from mcu.cases.models import Case, Term
from mcu.cases.rules.planning import with_tag, without_tag
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Importance
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

LONGEST_TAGS = 500


def set_importance(*, case: Case, importance: str, by: Actor, now: datetime | None = None) -> Case:
    if importance not in Importance.values:
        raise RuleViolation("Выберите важность из списка.")
    with step(Verb.IMPORTANCE, case, by=by, now=now) as work:
        work.case.importance = importance
    return case


def add_tag(*, case: Case, tag: str, by: Actor, now: datetime | None = None) -> Case:
    """One tag more; a tag that stands there already stays once."""
    with step(Verb.TAG, case, by=by, now=now) as work:
        _retag(work, with_tag(work.case.tags, tag))
        work.extra["tag"] = f"добавлен «{tag}»"
    case.tags = work.case.tags
    return case


def remove_tag(*, case: Case, tag: str, by: Actor, now: datetime | None = None) -> Case:
    with step(Verb.TAG, case, by=by, now=now) as work:
        _retag(work, without_tag(work.case.tags, tag))
        work.extra["tag"] = f"убран «{tag}»"
    case.tags = work.case.tags
    return case


def put_on_control(
    *, case: Case, days: int, why: str, by: Actor, now: datetime | None = None
) -> Term:
    """A date by which somebody looks at the case again; a clock like every other."""
    with step(Verb.CONTROL, case, by=by, now=now) as work:
        calendar = calendar_for(work.case.municipality)
        due = calendar.add(work.now, days, Unit.WORKING_DAYS).due
        term = Term.objects.create(
            case=work.case, kind=TermKind.CONTROL, started_at=work.now, due_at=due
        )
        work.extra |= {"until": due.date(), "why": why[:300]}
    return term


def take_off_control(*, case: Case, by: Actor, now: datetime | None = None) -> Case:
    with step(Verb.UNCONTROL, case, by=by, now=now) as work:
        cancel(work.case, work.now, (TermKind.CONTROL,))
    return case


def release(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """An assignment nobody has begun is taken back: the case waits to be distributed again."""
    with step(Verb.RELEASE, case, by=by, now=now) as work:
        work.case.body = work.case.block = work.case.executor = None
        work.extra["reason"] = reason[:300]
    return case


def _retag(work: Step, tags: str) -> None:
    if len(tags) > LONGEST_TAGS:
        raise RuleViolation("У сообщения слишком много тегов. Уберите лишние.")
    work.case.tags = tags
    work.case.search_text = searchable(work.case)
    work.case.save(update_fields=["tags", "search_text"])
