"""Ending sessions: one's own, all of them, or a colleague's."""

from datetime import datetime, timedelta

from django.db import transaction

from mcu.core import journal
from mcu.org.actions.access import require
from mcu.org.models import Attempt, Link, Person, Session
from mcu.org.rules.roles import Actor, Permission
from mcu.org.rules.sign_in import FORGOTTEN

LINKS_KEPT = timedelta(days=90)


@transaction.atomic
def end_session(*, session: Session, by: Actor, reason: str) -> None:
    """One browser is out at its next request; the journal says why."""
    person = session.person
    if person is None:
        return
    journal.write(
        "session.ended",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        after={"reason": reason, "address": session.address},
    )
    session.delete()


@transaction.atomic
def end_sessions(*, person: Person, by: Actor, keep: str = "") -> int:
    """«Выйти везде»: every session but the one to keep; how many there were."""
    if by.person_id != person.pk:
        require(by, Permission.ORGANISATION)
    ended, _ = person.sessions.exclude(pk=keep).delete()
    if ended:
        journal.write(
            "session.ended_all",
            by=by,
            municipality_id=person.municipality_id,
            of=person,
            after={"count": ended},
        )
    return ended


def forget(*, now: datetime) -> int:
    """Delete what is over: sessions, counters of wrong passwords, old links. No act of anybody."""
    over = [
        Session.objects.filter(expire_date__lt=now),
        Attempt.objects.filter(last_at__lt=now - FORGOTTEN),
        Link.objects.filter(expires_at__lt=now - LINKS_KEPT),
    ]
    return sum(rows.delete()[0] for rows in over)
