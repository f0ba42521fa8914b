"""What an appeal makes one write beside the answer: notices, letters to other bodies, copies."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from mcu.cases.actions import terms
from mcu.cases.actions.appeal.numbers import of
from mcu.cases.actions.step import Step, open_terms_of, step
from mcu.cases.models import Appeal, AppealDecision, AppealNotice, Case, Term
from mcu.cases.queries.appeal import norm_by_code, same_body
from mcu.cases.rules.appeal import NoticeKind, Result, Way
from mcu.cases.rules.redirects import SENT, TOLD
from mcu.cases.rules.terms import TermKind, count
from mcu.cases.rules.words import AppealKind, Regime
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.models import Body
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

ABOUT_ITSELF = (
    "Жалобу нельзя направить тому, на чьи действия жалуются: {name} (59-ФЗ, ст. 8 ч. 6, не проверено). "
    "Выберите вышестоящий орган; если передать некому, верните жалобу с разъяснением права на суд."
)
BY_REDIRECT = (
    "Впишите номер и день уведомления в перенаправлении: письмо и уведомление отметятся сами."
)
REDIRECTED = "59-ФЗ, ст. 8 ч. 3"
COPIED = "59-ФЗ, ст. 8 ч. 4 (не проверено)"
COPIES_NORM = "59fz-copies"
PAPERS_NORM = "59fz-papers"


def write(
    work: Step,
    kind: NoticeKind,
    subject: str,
    source: str,
    *,
    verified: bool,
    to: str = "",
    norm: str = "",
    term: Term | None = None,
    decision: AppealDecision | None = None,
) -> AppealNotice:
    """A notice that waits to be sent; its clock is `term`, or one of the norm of this code."""
    clock = term or (_clock(work, norm) if norm else None)
    return AppealNotice.objects.create(
        case=work.case,
        kind=kind,
        to=to[:300],
        subject=subject[:500],
        source=source,
        verified=verified,
        decision=decision,
        term=clock,
        due_at=clock.due_at if clock else None,
        made_at=work.now,
        by_name=work.by.name,
    )


def forward(work: Step, to: str) -> None:
    """An appeal goes to another body: the letter, and the notice to the author, within seven days."""
    if work.case.regime != Regime.APPEAL:
        return
    of(work.case)
    not_about(work.case, to)
    term = open_terms_of(work.case).filter(kind=TermKind.REDIRECT).first()
    for kind, receiver in ((NoticeKind.FORWARD, to), (NoticeKind.FORWARDED, "")):
        subject = f"Переадресация по компетенции: {to}"
        write(work, kind, subject, REDIRECTED, verified=True, to=receiver, term=term)


def forwarded(work: Step, number: str, *, sent_by: str, told_by: str) -> None:
    """The redirect counts as sent: so do its letter and its notice, each by what it went, and the
    appeal has its result."""
    if work.case.regime != Regime.APPEAL:
        return
    ways = {NoticeKind.FORWARD: SENT.get(sent_by, ""), NoticeKind.FORWARDED: TOLD.get(told_by, "")}
    for kind, way in ways.items():
        _of_redirect(work.case).filter(kind=kind).update(
            sent_at=work.now, sent_by_name=work.by.name, out_number=number[:60], way=way
        )
    Appeal.objects.filter(case=work.case).update(result=Result.REDIRECTED)


def not_forwarded(work: Step) -> None:
    """It stays here or came back: what was not sent is not to be sent, the result is open again."""
    _of_redirect(work.case).delete()
    Appeal.objects.filter(case=work.case, result=Result.REDIRECTED).update(result="")


def copies(
    *,
    case: Case,
    bodies: Sequence[Body],
    others: Sequence[str],
    by: Actor,
    now: datetime | None = None,
) -> list[AppealNotice]:
    """Several bodies have to answer: a copy to each within seven days of registration."""
    names = [*(str(body) for body in bodies), *(name.strip() for name in others if name.strip())]
    if not names:
        raise RuleViolation("Выберите или впишите, в какие органы идут копии.")
    with step(Verb.COPIES, case, by=by, now=now) as work:
        if work.case.regime != Regime.APPEAL:
            raise RuleViolation("Это сообщение, а не обращение по 59-ФЗ.")
        for name in names:
            not_about(work.case, name)
        gone = set(work.case.notices.filter(kind=NoticeKind.COPY).values_list("to", flat=True))
        made = [
            write(
                work, NoticeKind.COPY, "Копия обращения для рассмотрения в части компетенции", COPIED,
                verified=False, to=name, norm=COPIES_NORM,
            )
            for name in dict.fromkeys(names)
            if name not in gone
        ]  # fmt: skip
        if not made:
            raise RuleViolation("Копии в эти органы уже отмечены.")
        work.extra["to"] = ", ".join(notice.to for notice in made)
    return made


def sent(
    *,
    notice: AppealNotice,
    way: str,
    by: Actor,
    out_number: str = "",
    now: datetime | None = None,
) -> AppealNotice:
    """The notice left: when, by what, under which number; its clock stops."""
    if way not in Way.values:
        raise RuleViolation("Выберите, чем отправлено.")
    with step(Verb.NOTIFY, notice.case, by=by, now=now) as work:
        notice = AppealNotice.objects.select_for_update().get(pk=notice.pk)
        if notice.sent_at:
            raise RuleViolation("Отправка уже отмечена. Обновите страницу.")
        if notice.by_redirect:
            raise RuleViolation(BY_REDIRECT)
        _mark(work, notice, way, out_number)
        work.extra["notice"] = str(NoticeKind(notice.kind).label)
    return notice


def issued(work: Step, notice: int, number: str) -> None:
    """Its letter was made out with a date and a number: the notice counts as sent, unless it goes with
    a redirect or was sent before. By what it went is not known here."""
    rows = AppealNotice.objects.select_for_update().filter(case=work.case, sent_at__isnull=True)
    found = rows.filter(pk=notice).first()
    if found and not found.by_redirect:
        _mark(work, found, "", number)
        work.extra["notice"] = str(NoticeKind(found.kind).label)


def _mark(work: Step, notice: AppealNotice, way: str, number: str) -> None:
    """Sent now; the clock it shares with others stops with the last of them."""
    notice.sent_at, notice.sent_by_name = work.now, work.by.name
    notice.way, notice.out_number = way, number.strip()[:60]
    if notice.kind == NoticeKind.PAPERS:
        notice.reply_due_at = _reply_due(work)
    notice.save(update_fields=["sent_at", "sent_by_name", "way", "out_number", "reply_due_at"])
    same = AppealNotice.objects.filter(term=notice.term_id, sent_at__isnull=True)
    if notice.term_id and not same.exists():
        running = Term.objects.filter(pk=notice.term_id, met_at__isnull=True)
        terms.meet_these(running.filter(cancelled_at__isnull=True), work.now)


def _of_redirect(case: Case) -> QuerySet[AppealNotice]:
    kinds = (NoticeKind.FORWARD, NoticeKind.FORWARDED)
    return AppealNotice.objects.filter(
        case=case, kind__in=kinds, decision__isnull=True, sent_at__isnull=True
    )


def not_about(case: Case, name: str) -> None:
    """A complaint never goes to the body it complains of (ст. 8 ч. 6)."""
    if case.regime != Regime.APPEAL or case.appeal_kind != AppealKind.COMPLAINT:
        return
    appeal = Appeal.objects.filter(case=case).select_related("about_body").first()
    if appeal and appeal.about_body and same_body(appeal.about_body, name):
        raise RuleViolation(ABOUT_ITSELF.format(name=appeal.about_body))


def _reply_due(work: Step) -> datetime | None:
    """By when the other body answers; no clock of ours, so only a date."""
    calendar = calendar_for(work.case.municipality)
    on = work.now.astimezone(calendar.tz).date()
    norm = norm_by_code(work.case.municipality_id, PAPERS_NORM, on)
    return count(norm.view, work.now, calendar).due if norm else None


def _clock(work: Step, code: str) -> Term | None:
    """A clock of the norm with this code, from registration; None where there is no such norm."""
    calendar = calendar_for(work.case.municipality)
    start = work.case.registered_at
    norm = norm_by_code(work.case.municipality_id, code, start.astimezone(calendar.tz).date())
    if norm is None:
        return None
    due = count(norm.view, start, calendar).due
    return Term.objects.create(
        case=work.case, kind=TermKind.NOTICE, norm_id=norm.pk, started_at=start, due_at=due
    )
