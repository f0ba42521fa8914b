"""Closing, reopening, postponing."""

from datetime import date, datetime

from django.utils import timezone

from mcu.cases.actions import answer_parts, promise, redirect, terms
from mcu.cases.actions.step import Step, step
from mcu.cases.models import Case
from mcu.cases.rules.promises import Origin, moved_by_postponing
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Outcome, Regime, System
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

# Closing is the last reaction there will be: what it comes too late for stays late.
MET_BY_CLOSING = (
    TermKind.FIRST_REACTION,
    TermKind.INTERIM,
    TermKind.ANSWER,
    TermKind.INTERIM_FINAL,
    TermKind.CONTROL,
)
# A promise is not kept by closing the case: its clock goes on.
LOST_BY_CLOSING = tuple(kind for kind in TermKind if kind != TermKind.PROMISE)


def close(
    *,
    case: Case,
    outcome: str,
    by: Actor,
    reason: str = "",
    kind: str = "",
    now: datetime | None = None,
) -> Case:
    """Finish with an outcome; the answer's clock is met, the rest lose their meaning.

    What was promised stays promised. «Инцидент» asks for a type as well.
    """
    if outcome not in Outcome.values:
        raise RuleViolation("Выберите итог: решено, разъяснено, не решено…")
    with step(Verb.CLOSE, case, by=by, now=now) as work:
        work.case.kind = kind or work.case.kind
        if work.case.system == System.INCIDENT and not work.case.kind:
            raise RuleViolation(
                "Сообщение «Инцидента» закрывается с типом и итогом. Выберите тип: решаемый, "
                "нерешаемый или информационный."
            )
        if work.case.regime == Regime.APPEAL and not work.case.answers.exists():
            raise RuleViolation(
                "Обращение по 59-ФЗ нельзя закрыть без ответа. Подготовьте ответ заявителю."
            )
        work.case.outcome = outcome
        work.case.close_reason = reason.strip()[:300]
        work.case.closed_at = work.now
        terms.meet(work.case, MET_BY_CLOSING, work.now)
        terms.cancel(work.case, work.now, LOST_BY_CLOSING)
        answer_parts.let_go(work, "Сообщение закрыто")
    return case


def reopen(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """Back to work with a reason; the answer's clock runs on from where it was due."""
    if not reason.strip():
        raise RuleViolation("Напишите, почему сообщение возвращается в работу.")
    with step(Verb.REOPEN, case, by=by, now=now) as work:
        work.case.outcome = ""
        work.case.closed_at = None
        work.case.merged_into = None
        if work.case.redirected_to:
            redirect.take_back(work, reason)
        terms.run_again(work.case)
        work.extra["reason"] = reason.strip()[:500]
    return case


def postpone(
    *, case: Case, until: date, reason: str, by: Actor, now: datetime | None = None
) -> Case:
    """The problem is real, the solution has a later date; the date becomes a promise with a clock.

    An appeal under 59-ФЗ is not postponed: only the extension of ст. 12 ч. 2 exists there.
    """
    if not reason.strip():
        raise RuleViolation("Напишите, почему решение откладывается.")
    with step(Verb.POSTPONE, case, by=by, now=now) as work:
        _check_postponement(work.case, until, timezone.localdate(work.now))
        terms.cancel(work.case, work.now, (TermKind.ANSWER, TermKind.INTERIM_FINAL))
        _promise(work, until, reason)
        work.case.postponed_until = until
        work.case.outcome = Outcome.POSTPONED
        work.extra["reason"] = reason.strip()[:500]
    return case


def _promise(work: Step, until: date, reason: str) -> None:
    """Postponing the case and moving what was promised in it is one act."""
    standing = promise.open_promises(work.case)
    earlier, is_new = moved_by_postponing([each.due_on for each in standing], until)
    for place in earlier:
        promise.move_on(work, standing[place], until, reason)
    if is_new:
        what = f"Решение отложено: {reason.strip()}"
        promise.put(work, what=what, due=until, origin=Origin.POSTPONED)


def _check_postponement(case: Case, until: date, today: date) -> None:
    if case.regime == Regime.APPEAL:
        raise RuleViolation(
            "Обращение по 59-ФЗ отложить нельзя: срок можно только продлить (ст. 12 ч. 2)."
        )
    if until <= today:
        raise RuleViolation("Новая дата должна быть позже сегодняшнего дня.")
