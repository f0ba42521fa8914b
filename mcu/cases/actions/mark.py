"""Marks on a case: importance, tags, control with a date, an assignment taken back."""

from datetime import date, datetime

from mcu.cases.actions.register import searchable
from mcu.cases.actions.step import Step, filled, open_terms_of, step
from mcu.cases.actions.terms import cancel, cancel_these, rechoose
from mcu.cases.models import Case, ControlMark, Term
from mcu.cases.queries.conversation import words_said
from mcu.cases.rules.control import control_due
from mcu.cases.rules.planning import with_tag, without_tag
from mcu.cases.rules.recount import Moved
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Importance
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

LONGEST_TAGS = 500


def set_importance(
    *, case: Case, importance: str, by: Actor, now: datetime | None = None
) -> list[Moved]:
    """More or less important; the norms of the open terms are chosen again. What it moved."""
    if importance not in Importance.values:
        raise RuleViolation("Выберите важность из списка.")
    with step(Verb.IMPORTANCE, case, by=by, now=now) as work:
        work.case.importance = importance
        return rechoose(work)


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
    *,
    case: Case,
    why: str,
    by: Actor,
    days: int | None = None,
    until: date | None = None,
    now: datetime | None = None,
) -> Term:
    """By this day, or after so many working days, somebody looks at the case again; a clock like
    every other. Put on again it gets the new date, the former one is kept with why it gave way."""
    why = filled(why, "Напишите, что проверить: это увидит тот, кто снимет с контроля.")[:300]
    with step(Verb.CONTROL, case, by=by, now=now) as work:
        calendar = calendar_for(work.case.municipality)
        due = control_due(work.now, calendar, days=days, until=until)
        _end(work, "Назначена другая дата")
        term = Term.objects.create(
            case=work.case, kind=TermKind.CONTROL, started_at=work.now, due_at=due
        )
        ControlMark.objects.create(
            case=work.case, term=term, why=why, by_id=by.person_id, by_name=by.name
        )
        work.extra |= {"until": due.astimezone(calendar.tz).date(), "why": why}
    return term


def take_off_control(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """Looked at: neither the mark nor a date of a coordinator is waited for."""
    reason = filled(reason, "Напишите, почему снимаете с контроля.")[:300]
    with step(Verb.UNCONTROL, case, by=by, now=now) as work:
        if not open_terms_of(work.case).filter(kind=TermKind.CONTROL).exists():
            raise RuleViolation("Сообщение не на контроле. Обновите страницу.")
        _end(work, reason)
        cancel(work.case, work.now, (TermKind.CONTROL,))
        work.extra["reason"] = reason
    return case


def _end(work: Step, reason: str) -> None:
    """The open mark with its clock, if there is one."""
    marks = ControlMark.objects.filter(case=work.case, ended_at__isnull=True)
    running = Term.objects.filter(pk__in=marks.values("term"), met_at=None, cancelled_at=None)
    cancel_these(running, work.now)
    marks.update(ended_at=work.now, ended_by_name=work.by.name, end_reason=reason)


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
    work.case.search_text = searchable(work.case, words_said(work.case))
    work.case.save(update_fields=["tags", "search_text"])
