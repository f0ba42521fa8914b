"""An answer that has reached its author is changed there or taken back, where the service knows how."""

from datetime import datetime

from mcu.cases.actions.answer import next_version
from mcu.cases.actions.step import filled, step
from mcu.cases.models import Answer
from mcu.cases.queries.conversation import letter_of
from mcu.cases.rules.workflow import Verb
from mcu.channels.actions import change_sent
from mcu.channels.models import AMEND, WITHDRAW, Outgoing
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

NOT_SENT = "Этот ответ не отправлялся отсюда: исправьте его там, где он опубликован."
NOT_LAST = "Этот ответ уже исправлен или отозван. Обновите страницу."


def amend(*, answer: Answer, text: str, by: Actor, now: datetime | None = None) -> Answer:
    """A new version in the place of the sent one; the former stays to be compared."""
    text = filled(text, "Впишите исправленный текст ответа.")
    with step(Verb.AMEND, answer.case, by=by, now=now) as work:
        former, letter = _standing(answer)
        if text == former.text:
            raise RuleViolation("Текст тот же: исправлять нечего.")
        made = next_version(work, text)
        made.kind, made.state = former.kind, Answer.State.PUBLISHED
        made.published_at = work.now
        made.save()
        former.state = Answer.State.REPLACED
        former.save(update_fields=["state"])
        change_sent(sent=letter, key=f"amend:{made.pk}", kind=AMEND, text=text, now=work.now)
        work.extra |= {"answer": made.number}
    return made


def unsend(*, answer: Answer, reason: str, by: Actor, now: datetime | None = None) -> Answer:
    """Taken back; the case stays where it is, and its author is still to be answered."""
    reason = filled(reason, "Напишите, почему ответ отзывается.", 500)
    with step(Verb.UNSEND, answer.case, by=by, now=now) as work:
        former, letter = _standing(answer)
        former.state = Answer.State.WITHDRAWN
        former.save(update_fields=["state"])
        key = f"withdraw:{former.pk}"
        change_sent(sent=letter, key=key, kind=WITHDRAW, text=former.text, now=work.now)
        work.extra |= {"answer": former.number, "reason": reason}
    return former


def _standing(answer: Answer) -> tuple[Answer, Outgoing]:
    """The version that stands at its author, locked, and what first carried it there."""
    row = Answer.objects.select_for_update().get(pk=answer.pk)
    letter = letter_of(row)
    if letter is None:
        raise RuleViolation(NOT_SENT)
    if row.state != Answer.State.PUBLISHED:
        raise RuleViolation(NOT_LAST)
    return row, letter.about or letter
