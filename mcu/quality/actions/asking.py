"""Asking residents whether it helped: one invitation and one reminder, each sent once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from mcu.cases.models import Case
from mcu.cases.queries.applicant import email_of
from mcu.channels.actions import put
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission, program
from mcu.quality import queries
from mcu.quality.models import Invitation, Unsubscribed
from mcu.quality.rules.codes import digest, new_code, spelled
from mcu.quality.rules.rating import Wave, invitation

BATCH = 200


def ask_all(*, place: Municipality, now: datetime) -> int:
    """Invite everybody whose time has come; how many. Each invitation is a transaction of its own."""
    policy, count = queries.policy_of(place.pk), 0
    for wave in Wave.values:
        for case in queries.to_ask(place.pk, wave, policy, now)[:BATCH]:
            by = program(place.pk)
            count += invite(case=case, wave=wave, about=case.about, by=by, now=now) is not None
    return count


def invite(
    *, case: Case, wave: str, about: int, by: Actor, now: datetime, letter: bool = True
) -> Invitation | None:
    """Ask the author about one answer; None when it was done already or nobody may be asked.

    With an address a letter leaves; without one the invitation waits for somebody to hand it over.
    No letter is needed where the author stands at the page already.
    """
    policy = queries.policy_of(case.municipality_id)
    email = email_of(case) if letter and settings.MCU_URL else ""
    if email and _stopped(case.municipality_id, email):
        email = ""
        state = Invitation.State.STOPPED
    else:
        state = Invitation.State.ASKED if email else Invitation.State.WAITING
    code = new_code()
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                case=case, wave=wave, about=about, code=vault.seal(code), digest=digest(code),
                state=state, made_at=now, remind_at=now + timedelta(days=policy.remind_days),
                expires_at=now + timedelta(days=policy.expire_days),
                ended_at=now if state == Invitation.State.STOPPED else None,
            )  # fmt: skip
            if email:
                _letter(made, email, code, now, again=False)
            journal.write(
                "rating.ask", by=by, municipality_id=case.municipality_id, of=case,
                after={"wave": wave, "way": state}, at=now,
            )  # fmt: skip
    except IntegrityError:
        return None
    return made


def remind_all(*, place: Municipality, now: datetime) -> int:
    """One reminder to whoever is silent; how many."""
    count = 0
    for asked in queries.to_remind(place.pk, now)[:BATCH]:
        with transaction.atomic():
            mine = Invitation.objects.filter(pk=asked.pk, state=Invitation.State.ASKED)
            if not mine.update(state=Invitation.State.REMINDED):
                continue
            email = email_of(asked.case)
            if email and not _stopped(place.pk, email):
                _letter(asked, email, vault.unseal(asked.code), now, again=True)
                count += 1
    return count


def expire(*, place: Municipality, now: datetime) -> int:
    """Nobody answered in time: the code opens nothing any more."""
    late = Invitation.objects.filter(
        case__municipality_id=place.pk, ended_at__isnull=True, expires_at__lte=now
    )
    return late.update(state=Invitation.State.EXPIRED, ended_at=now)


@transaction.atomic
def hand_over(*, found: Invitation, by: Actor, now: datetime) -> str:
    """The code in its spelling, for whoever hands it to the author; the invitation counts as asked."""
    require(by, Permission.QUALITY)
    waiting = Invitation.objects.select_for_update().get(pk=found.pk)
    if waiting.ended_at:
        raise RuleViolation("Приглашение уже закончилось: житель ответил или срок вышел.")
    if waiting.state == Invitation.State.WAITING:
        waiting.state = Invitation.State.REMINDED  # nobody can remind without an address
        waiting.save(update_fields=["state"])
        journal.write(
            "rating.hand", by=by, municipality_id=found.case.municipality_id, of=found.case, at=now
        )
    return spelled(vault.unseal(waiting.code))


def unsubscribed_value(municipality_id: int, email: str) -> bytes:
    """What is kept of an address that asked not to be written to."""
    return vault.blind(f"{municipality_id}|quality|email|{email.lower()}")


def _stopped(municipality_id: int, email: str) -> bool:
    value = unsubscribed_value(municipality_id, email)
    return Unsubscribed.objects.filter(municipality_id=municipality_id, value=value).exists()


def _letter(made: Invitation, email: str, code: str, now: datetime, *, again: bool) -> None:
    case = made.case
    about = case.topic.name if case.topic else "сообщение"
    subject, body = invitation(
        place=str(case.municipality),
        about=f"{about}, № {case.number} от {case.received_at:%d.%m.%Y}",
        url=settings.MCU_URL + reverse("quality:rate", args=[spelled(code)]),
        stop_url=settings.MCU_URL + reverse("quality:stop", args=[spelled(code)]),
        again=again,
    )
    put(
        municipality_id=case.municipality_id,
        key=f"rating:{made.pk}:{'again' if again else 'first'}",
        kind="rating",
        to=email,
        subject=subject,
        body=body,
        now=now,
    )
