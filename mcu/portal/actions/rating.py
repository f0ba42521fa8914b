"""The author of a message rates the answer: by the same question as everybody is asked."""

from datetime import datetime

from mcu.cases.models import Case
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor
from mcu.quality.actions.asking import invite
from mcu.quality.models import Invitation
from mcu.quality.queries.asking import last_answered
from mcu.quality.rules.codes import spelled
from mcu.quality.rules.rating import Wave

NOT_YET = "Оценить можно, когда дан ответ."
DONE = "Оценка этого ответа уже поставлена. Если проблема осталась, напишите новое сообщение."


def code_to_rate(*, case: Case, by: Actor, now: datetime) -> str:
    """The code of the open question about the last answer; asked now where nobody has asked yet."""
    answered = last_answered().filter(pk=case.pk).first()
    if answered is None:
        raise RuleViolation(NOT_YET)
    asked = Invitation.objects.filter(case=case, about=answered.about, wave=Wave.ANSWER)
    found = asked.first() or invite(
        case=answered, wave=Wave.ANSWER, about=answered.about, by=by, now=now, letter=False
    )
    if found is None or found.ended_at or found.expires_at <= now:
        raise RuleViolation(DONE)
    return spelled(vault.unseal(found.code))
