"""What ПОС and «Инцидент» know beside an answer: an interim one, a message considered again."""

from datetime import date, datetime

from django.utils import timezone

from mcu.cases.actions import promise, terms
from mcu.cases.actions.conversation import send_answer
from mcu.cases.actions.step import Step, open_terms_of, step
from mcu.cases.models import Answer, Case, SourceRecord, Term
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Importance, Regime
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

ANSWERING = (TermKind.ANSWER, TermKind.INTERIM_FINAL)


def give_interim(
    *, case: Case, by: Actor, url: str = "", until: date | None = None, now: datetime | None = None
) -> Answer:
    """The approved answer goes out as an interim one; the final one has a clock of its own.

    `until` is the day of the final answer; without it the norm says, and there must be one.
    """
    if url and not url.startswith(("https://", "http://")):
        raise RuleViolation("Ссылка на ответ должна начинаться с https:// или http://.")
    with step(Verb.INTERIM, case, by=by, now=now) as work:
        _check_interim(work, until)
        answer = work.case.answers.filter(state=Answer.State.APPROVED).last()
        if answer is None:
            raise RuleViolation("Согласованного ответа нет: отправлять нечего.")
        answer.state, answer.kind = Answer.State.PUBLISHED, Answer.Kind.INTERIM
        answer.published_at, answer.published_url = work.now, url[:500]
        answer.save(update_fields=["state", "kind", "published_at", "published_url"])
        work.case.first_answer_at = work.case.first_answer_at or work.now
        _start_final(work, until)
        promise.suggest(work, answer)
        send_answer(work, answer)
        work.extra["answer"] = answer.number
    return answer


def reconsider(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """The resident disagrees: considered again with a term of its own; the first answer stays."""
    reason = reason.replace("\x00", "").strip()[:500]
    if not reason:
        raise RuleViolation("Напишите, с чем житель не согласен.")
    with step(Verb.RECONSIDER, case, by=by, now=now) as work:
        if work.case.regime == Regime.APPEAL:
            raise RuleViolation(
                "Повторное рассмотрение бывает у сообщений. Повторное обращение по 59-ФЗ "
                "регистрируется отдельно и связывается с прежним."
            )
        work.case.outcome, work.case.closed_at = "", None
        record, _ = SourceRecord.objects.get_or_create(case=work.case)
        record.repeats, record.repeated = record.repeats + 1, True
        record.save(update_fields=["repeats", "repeated"])
        terms.cancel(work.case, work.now, ANSWERING)
        terms.start(work, TermKind.ANSWER)
        work.extra |= {"reason": reason, "repeats": record.repeats}
    return case


def follow_record(
    *, case: Case, by: Actor, fast: bool, due_at: datetime | None, now: datetime | None = None
) -> None:
    """The file says that the message became fast-track or that its term was extended."""
    with step(Verb.CLASSIFY, case, by=by, now=now) as work:
        if fast and work.case.importance == Importance.NORMAL:
            work.case.importance = Importance.FAST
            terms.rechoose(work)
        answer = open_terms_of(work.case).filter(kind=TermKind.ANSWER).first()
        if due_at and answer and due_at > answer.due_at and not answer.paused_at:
            until = timezone.localdate(due_at)
            terms.extend(work, answer, until=until, reason="Продлено в системе, по файлу")


def _check_interim(work: Step, until: date | None) -> None:
    if work.case.regime == Regime.APPEAL:
        raise RuleViolation(
            "На обращение по 59-ФЗ промежуточный ответ не даётся: срок можно продлить (ст. 12 ч. 2)."
        )
    if until and until <= timezone.localdate(work.now):
        raise RuleViolation("День окончательного ответа должен быть позже сегодняшнего.")


def _start_final(work: Step, until: date | None) -> Term:
    terms.meet(work.case, (TermKind.FIRST_REACTION, TermKind.INTERIM), work.now)
    terms.cancel(work.case, work.now, ANSWERING)
    started = terms.start(work, TermKind.INTERIM_FINAL, until=until)
    if started is None:
        raise RuleViolation("Нормы на окончательный ответ для этой системы нет: укажите его день.")
    return started
