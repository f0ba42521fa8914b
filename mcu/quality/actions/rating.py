"""A resident rates; a bad word returns the case to work or is told to the head."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.finish import reopen
from mcu.cases.models import Case
from mcu.cases.queries.applicant import email_of
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission, program
from mcu.quality import queries
from mcu.quality.actions.asking import unsubscribed_value
from mcu.quality.actions.conflicts import open_once
from mcu.quality.models import Invitation, Rating, Unsubscribed
from mcu.quality.rules.conflict import BY_REASON, Found
from mcu.quality.rules.rating import Consequence, Reason, Source, Wave, checked, consequence
from mcu.text.mask import mask

LONGEST = 2000
GONE = (
    "Код не подходит: оценка уже поставлена или её срок вышел. "
    "Если проблема осталась, напишите нам ещё раз — сообщение получит новый номер."
)


@transaction.atomic
def rate(
    *,
    code: str,
    score: int,
    solved: str,
    reasons: list[str],
    comment: str = "",
    now: datetime | None = None,
) -> Rating:
    """The rating of whoever holds the code; a second one is refused, also in a race."""
    now = now or timezone.now()
    score = checked(score, solved, reasons)
    found = queries.open_invitation(code, now)
    if found is None or not _close(found, Invitation.State.ANSWERED, now):
        raise RuleViolation(GONE, code="gone")
    made = Rating.objects.create(
        case=found.case, invitation=found, wave=found.wave, score=score, solved=solved,
        reasons=sorted(set(reasons)), comment=_words(comment), source=Source.PAGE, at=now,
    )  # fmt: skip
    _follow(made, program(found.case.municipality_id, "Житель"), now)
    return made


@transaction.atomic
def rate_by_phone(
    *,
    case: Case,
    score: int,
    solved: str,
    reasons: list[str],
    by: Actor,
    comment: str = "",
    now: datetime | None = None,
) -> Rating:
    """What a resident said by telephone, written down by a person; open invitations are answered."""
    require(by, Permission.QUALITY)
    now = now or timezone.now()
    score = checked(score, solved, reasons)
    asked = Invitation.objects.filter(case=case, ended_at__isnull=True).first()
    if asked is None and Rating.objects.filter(case=case, source=Source.PHONE).exists():
        raise RuleViolation("Оценка по телефону уже записана. Второй раз не спрашивают.")
    if asked:
        _close(asked, Invitation.State.ANSWERED, now)
    made = Rating.objects.create(
        case=case, invitation=asked, wave=asked.wave if asked else Wave.ANSWER, score=score,
        solved=solved, reasons=sorted(set(reasons)), comment=_words(comment),
        source=Source.PHONE, at=now,
    )  # fmt: skip
    _follow(made, by, now)
    return made


@transaction.atomic
def stop_asking(*, code: str, now: datetime | None = None) -> bool:
    """Whoever holds the code is not asked again at this address; False when the code is gone."""
    now = now or timezone.now()
    found = queries.open_invitation(code, now)
    if found is None or not _close(found, Invitation.State.STOPPED, now):
        return False
    place, email = found.case.municipality_id, email_of(found.case)
    if email:
        value = unsubscribed_value(place, email)
        Unsubscribed.objects.get_or_create(municipality_id=place, value=value, defaults={"at": now})
    journal.write(
        "rating.stop", by=program(place, "Житель"), municipality_id=place, of=found.case, at=now
    )
    return True


def _follow(made: Rating, by: Actor, now: datetime) -> None:
    """The journal, and what a bad word leads to."""
    case = made.case = Case.objects.get(pk=made.case_id)
    policy = queries.policy_of(case.municipality_id)
    what = consequence(made.score, made.solved, case.regime, case.state, policy)
    journal.write(
        "rating.bad" if what != Consequence.NONE else "rating.give",
        by=by,
        municipality_id=case.municipality_id,
        of=case,
        after={"score": made.score, "solved": made.solved, "source": made.source, "then": what},
        at=now,
    )
    for reason in made.reasons:
        if kind := BY_REASON.get(Reason(reason)):
            open_once(case=case, kind=kind, found=Found.RATING, by=by, now=now)
    if what == Consequence.REOPEN:
        words = f"житель оценил ответ на {made.score}: {made.get_solved_display() or 'без слов'}"
        reopen(case=case, reason=words, by=program(case.municipality_id), now=now)


def _close(found: Invitation, state: str, now: datetime) -> bool:
    """True for the one who ends it."""
    mine = Invitation.objects.filter(pk=found.pk, ended_at__isnull=True)
    return bool(mine.update(state=state, ended_at=now))


def _words(text: str) -> str:
    return mask(text.replace("\x00", "").strip()[:LONGEST])
