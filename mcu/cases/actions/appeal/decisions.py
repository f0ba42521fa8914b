"""Extending the term and leaving without an answer: proposed by one, decided by another who may."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions import terms
from mcu.cases.actions.appeal.notices import write
from mcu.cases.actions.appeal.numbers import of
from mcu.cases.actions.step import Step, open_terms_of, step
from mcu.cases.models import Appeal, AppealDecision, Case, Term
from mcu.cases.queries.access import belongs
from mcu.cases.queries.appeal import decision_waits
from mcu.cases.rules.appeal import LAW, DecisionKind, DecisionState, NoticeKind, grounds
from mcu.cases.rules.appeal import extension as extending
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Outcome
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor, Permission, may

OWN = "Решение принимает другой человек: предложили его вы."


def propose_extension(
    *, case: Case, days: int, reason: str, words: str, by: Actor, now: datetime | None = None
) -> AppealDecision:
    """Ask for up to thirty days more; nothing moves until somebody else has agreed."""
    words = _filled(words, "Напишите, почему срока не хватает.")
    with step(Verb.EXTEND, case, by=by, now=now) as work:
        term = _answer_term(work.case)
        _check_extension(work, term, days, reason)
        made = _propose(work, DecisionKind.EXTEND, reason, words)
        made.days, made.due_before = days, term.due_at if term else None
        made.save()
        work.extra["days"] = days
    return made


def prolong(*, decision: AppealDecision, by: Actor, now: datetime | None = None) -> AppealDecision:
    """The extension is agreed to: a new date, and a notice to the author before the old one."""
    with step(Verb.PROLONG, decision.case, by=by, now=now) as work:
        decision = _waiting(decision, DecisionKind.EXTEND, by)
        term = _answer_term(work.case)
        _check_extension(work, term, decision.days or 0, decision.reason, deciding=True)
        if term is None:
            raise RuleViolation("Срок ответа уже выполнен: продлевать нечего.")
        due_before = term.due_at
        term = terms.extend(work, term, until=_until(term, decision), reason=_why(decision))
        decision.due_before, decision.due_after = due_before, term.due_at
        _decide(work, decision, DecisionState.APPROVED)
        notice = write(
            work, NoticeKind.EXTENDED, f"Срок рассмотрения продлён до {_day(term.due_at)}",
            f"59-ФЗ, {LAW.extension}", verified=True, decision=decision,
        )  # fmt: skip
        notice.due_at = due_before
        notice.save(update_fields=["due_at"])
        work.extra["until"] = _day(term.due_at)
    return decision


def propose_no_reply(
    *,
    case: Case,
    ground: str,
    words: str,
    by: Actor,
    url: str = "",
    forward_to: str = "",
    now: datetime | None = None,
) -> AppealDecision:
    """A ground of ст. 11 or ст. 8: done at once where the law leaves no choice and one may decide."""
    url, forward_to = url.strip(), forward_to.strip()
    with transaction.atomic():
        with step(Verb.NO_REPLY, case, by=by, now=now) as work:
            _check_ground(work.case, ground, words, url, forward_to)
            made = _propose(work, DecisionKind.NO_REPLY, ground, words.strip())
            made.url, made.forward_to = url[:500], forward_to[:300]
            made.save()
            work.extra["ground"] = LAW.grounds[ground].title
        if not LAW.grounds[ground].approval and may(by, Permission.APPEAL, belongs(work.case)):
            return _leave(made, by, now, alone=True)
    return made


def leave_without_reply(
    *, decision: AppealDecision, by: Actor, now: datetime | None = None
) -> AppealDecision:
    """The proposal is agreed to: the case ends, the author is told what the ground asks to tell."""
    return _leave(decision, by, now, alone=False)


def refuse(
    *, decision: AppealDecision, reason: str, by: Actor, now: datetime | None = None
) -> AppealDecision:
    """Neither extended nor left without an answer: the work goes on."""
    reason = _filled(reason, "Напишите, почему отказано: это увидит тот, кто предложил.")
    with step(Verb.REFUSE, decision.case, by=by, now=now) as work:
        decision = _waiting(decision, decision.kind, None)
        decision.refusal = reason[:500]
        _decide(work, decision, DecisionState.REFUSED)
        work.extra["kind"] = decision.get_kind_display()
    return decision


def _leave(
    decision: AppealDecision, by: Actor, now: datetime | None, *, alone: bool
) -> AppealDecision:
    with step(Verb.REJECT, decision.case, by=by, now=now) as work:
        decision = _waiting(decision, DecisionKind.NO_REPLY, None if alone else by)
        ground = LAW.grounds[decision.reason]
        _decide(work, decision, DecisionState.APPROVED)
        appeal = of(work.case)
        appeal.result = ground.result
        appeal.save(update_fields=["result"])
        work.case.outcome, work.case.closed_at = Outcome.CLOSED, work.now
        terms.cancel(work.case, work.now)
        _tell(work, decision)
        work.extra["ground"] = ground.title
    return decision


def _tell(work: Step, decision: AppealDecision) -> None:
    """The notices of the ground; their clocks outlive the case."""
    ground = LAW.grounds[decision.reason]
    if ground.notice:
        kind = NoticeKind.RETURNED if ground.returned else NoticeKind.NO_REPLY
        subject = f"{ground.notice}: {decision.url}" if decision.url else ground.notice
        write(
            work, kind, subject, f"59-ФЗ, {ground.clause}", verified=ground.verified, norm=ground.norm,
            decision=decision,
        )  # fmt: skip
    if decision.forward_to:
        write(
            work, NoticeKind.FORWARD, "Сведения о противоправном деянии", f"59-ФЗ, {ground.clause}",
            verified=ground.verified, to=decision.forward_to, decision=decision,
        )  # fmt: skip


def _propose(work: Step, kind: DecisionKind, reason: str, words: str) -> AppealDecision:
    of(work.case)
    return AppealDecision(
        case=work.case,
        kind=kind,
        reason=reason,
        words=words.replace("\x00", "")[:1000],
        proposed_at=work.now,
        proposed_by_id=work.by.person_id,
        proposed_by_name=work.by.name,
    )


def _waiting(decision: AppealDecision, kind: str, by: Actor | None) -> AppealDecision:
    """The decision, locked, while it waits; `by` must not be who proposed it."""
    found = AppealDecision.objects.select_for_update().get(pk=decision.pk)
    if found.state != DecisionState.PROPOSED or found.kind != kind:
        raise RuleViolation("По этому предложению уже решено. Обновите страницу.")
    if by and by.person_id and by.person_id == found.proposed_by_id:
        raise RuleViolation(OWN)
    return found


def _decide(work: Step, decision: AppealDecision, state: DecisionState) -> None:
    decision.state = state
    decision.decided_at, decision.decided_by_name = work.now, work.by.name
    decision.save()


def _check_extension(
    work: Step, term: Term | None, days: int, reason: str, *, deciding: bool = False
) -> None:
    known = work.case.decisions.filter(kind=DecisionKind.EXTEND)
    asked = extending.Asked(
        regime=work.case.regime,
        due_at=term.due_at if term else None,
        already=known.filter(state=DecisionState.APPROVED).exists(),
        waiting=not deciding and known.filter(state=DecisionState.PROPOSED).exists(),
        days=days,
        reason=reason,
    )
    if why := extending.refusal(asked, work.now):
        raise RuleViolation(why)


def _check_ground(case: Case, ground: str, words: str, url: str, forward_to: str) -> None:
    appeal = Appeal.objects.filter(case=case).select_related("former").first()
    former = appeal.former if appeal else None
    given = grounds.Given(
        ground=ground,
        words=words,
        regime=case.regime,
        kind=case.appeal_kind,
        registered=appeal is not None,
        waiting=decision_waits(case, DecisionKind.NO_REPLY),
        url=url,
        forward_to=forward_to,
        former_answered=bool(former and former.first_answer_at),
    )
    if why := grounds.refusal(given):
        raise RuleViolation(why)


def _answer_term(case: Case) -> Term | None:
    return open_terms_of(case).filter(kind=TermKind.ANSWER).first()


def _until(term: Term, decision: AppealDecision) -> date:
    """The last day of the longer term, counted from the same beginning; the shift comes after."""
    raw = timezone.localdate(term.started_at) + timedelta(days=_norm_days(term))
    return raw + timedelta(days=decision.days or 0)


def _norm_days(term: Term) -> int:
    return term.norm.value if term.norm else (term.due_at - term.started_at).days


def _why(decision: AppealDecision) -> str:
    return f"{LAW.reasons[decision.reason].title}: {decision.words}"


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _filled(text: str, complaint: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation(complaint)
    return text
