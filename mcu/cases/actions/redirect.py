"""Out of competence: decided, sent with a number and a notice to the resident, returned."""

from datetime import date, datetime

from django.utils import timezone

from mcu.cases.actions import promise, terms
from mcu.cases.actions.appeal.notices import forward, forwarded, not_forwarded
from mcu.cases.actions.step import Step, open_terms_of, step
from mcu.cases.models import Case, Redirect, Term
from mcu.cases.rules.redirects import By, RedirectState, missing
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Outcome
from mcu.cases.rules.workflow import State, Verb
from mcu.core.errors import RuleViolation
from mcu.org.models import Body
from mcu.org.rules.roles import Actor


def decide(
    *,
    case: Case,
    to: str,
    by: Actor,
    body: Body | None = None,
    way: str = By.POS,
    reason: str = "",
    number: str = "",
    told_on: date | None = None,
    told_by: str = "",
    now: datetime | None = None,
) -> Redirect:
    """Not ours: where it goes. The case waits on the board until it is sent; known at once, it is
    sent at once."""
    to = (body.name if body else to).replace("\x00", "").strip()[:300]
    if not to:
        raise RuleViolation("Укажите, куда перенаправлено сообщение.")
    if body and body.municipality_id != case.municipality_id:
        raise RuleViolation("Выбрано из другого муниципалитета.")
    with step(Verb.REDIRECT, case, by=by, now=now) as work:
        redirect = Redirect(
            municipality_id=case.municipality_id,
            case=work.case,
            body=body,
            to_name=to,
            by=way,
            reason=_clean(reason),
            term=_clock(work),
            decided_at=work.now,
            decided_by_name=by.name,
        )
        work.case.redirected_to = to
        forward(work, to)
        _fill(work, redirect, number, told_on, told_by, None)
    return redirect


def send(
    *,
    case: Case,
    by: Actor,
    number: str = "",
    told_on: date | None = None,
    told_by: str = "",
    sent_on: date | None = None,
    now: datetime | None = None,
) -> Redirect:
    """What has become known of it; with the number and the notice it counts as sent."""
    with step(Verb.SEND, case, by=by, now=now) as work:
        redirect = _unsent(work)
        if not (number.strip() or told_on):
            raise RuleViolation("Впишите номер или дату уведомления: сохранять пока нечего.")
        _fill(work, redirect, number, told_on, told_by, sent_on)
    return redirect


def keep_here(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """It is ours after all: the decision is taken back before anything was sent."""
    with step(Verb.KEEP_HERE, case, by=by, now=now) as work:
        redirect = _unsent(work)
        _end(work, redirect, RedirectState.WITHDRAWN, reason)
        _forget_clock(work, redirect)
    return case


def came_back(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """The other body returned it: to be distributed again, its own clock runs on."""
    with step(Verb.CAME_BACK, case, by=by, now=now) as work:
        take_back(work, reason)
        work.case.outcome, work.case.closed_at = "", None
        terms.run_again(work.case)
    return case


def take_back(work: Step, reason: str) -> None:
    """The same inside a step of the caller; a case passed on by a file has no decision here."""
    last = Redirect.objects.select_for_update().filter(case=work.case).first()
    sent = last if last and last.state == RedirectState.SENT else None
    _end(work, sent, RedirectState.RETURNED, reason)


def _fill(
    work: Step,
    redirect: Redirect,
    number: str,
    told_on: date | None,
    told_by: str,
    sent_on: date | None,
) -> None:
    today = timezone.localdate(work.now)
    if max(filter(None, (told_on, sent_on)), default=today) > today:
        raise RuleViolation("День уведомления и отправки не может быть позже сегодняшнего.")
    redirect.number = number.replace("\x00", "").strip()[:80] or redirect.number
    redirect.told_on, redirect.told_by = told_on or redirect.told_on, told_by or redirect.told_by
    left = missing(redirect.number, redirect.told_on, redirect.by)
    work.extra |= {"redirected_to": redirect.to_name, "redirect_number": redirect.number}
    if not left:
        redirect.state, redirect.sent_on = RedirectState.SENT, sent_on or today
        _sent(work, redirect)
    redirect.save()
    work.extra["missing"] = left


def _sent(work: Step, redirect: Redirect) -> None:
    work.target = State.REDIRECTED
    work.case.outcome, work.case.closed_at = Outcome.REDIRECTED, work.now
    forwarded(work, redirect.number, sent_by=redirect.by, told_by=redirect.told_by)
    promise.give_up(work, f"Перенаправлено: {redirect.to_name}")
    terms.meet(work.case, (TermKind.REDIRECT,), work.now)
    terms.cancel(work.case, work.now)


def _clock(work: Step) -> Term | None:
    """The clock of 59-ФЗ runs since registration; a message gets one by its norm."""
    running = open_terms_of(work.case).filter(kind=TermKind.REDIRECT).first()
    return running or terms.start(work, TermKind.REDIRECT)


def _unsent(work: Step) -> Redirect:
    found = Redirect.objects.select_for_update(of=("self",)).select_related("term")
    redirect = found.filter(case=work.case, state=RedirectState.UNSENT).first()
    if redirect is None:
        raise RuleViolation("Неотправленного перенаправления у сообщения нет. Обновите страницу.")
    return redirect


def _end(work: Step, redirect: Redirect | None, state: RedirectState, reason: str) -> None:
    reason = _clean(reason)
    if not reason:
        raise RuleViolation("Напишите, почему сообщение остаётся или возвращается к вам.")
    work.case.redirected_to = ""
    not_forwarded(work)
    work.extra["reason"] = reason
    if redirect:
        redirect.state, redirect.ended_at, redirect.end_reason = state, work.now, reason
        redirect.save(update_fields=["state", "ended_at", "end_reason"])


def _forget_clock(work: Step, redirect: Redirect) -> None:
    """The clock of a message lived for the decision only; that of 59-ФЗ goes on."""
    if work.case.regime != "appeal" and redirect.term:
        terms.cancel(work.case, work.now, (TermKind.REDIRECT,))


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:500]
