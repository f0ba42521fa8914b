"""One-time links: the first start, invitations, a forgotten password. One mechanism for the three."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.actions.passwords import check_password_strength
from mcu.org.actions.sign_in import forget_attempts
from mcu.org.models import Link, Person
from mcu.org.queries.actors import actor_for
from mcu.org.queries.links import open_link
from mcu.org.rules.links import Purpose, digest, expiry, new_secret
from mcu.org.rules.roles import Actor, Permission

GONE = (
    "Ссылка не подходит: она уже использована, её срок вышел или вместо неё выдана новая. "
    "Попросите новую у администратора МЦУ."
)


def invite(*, person: Person, by: Actor) -> str:
    """The secret of a link by which a new person chooses a password; `org:link` takes it."""
    return make_link(person=person, purpose=Purpose.INVITE, by=by)


@transaction.atomic
def make_link(*, person: Person, purpose: Purpose, by: Actor) -> str:
    """A new link; those given before are void. The secret is returned once and kept nowhere."""
    require(by, Permission.ORGANISATION)
    if not person.is_active:
        raise RuleViolation(f"Вход для {person} закрыт. Сначала откройте его.")
    now, secret = timezone.now(), new_secret()
    person.links.filter(closed_at=None).update(closed_at=now)
    link = Link.objects.create(
        person=person,
        purpose=purpose,
        digest=digest(secret),
        made_at=now,
        expires_at=expiry(purpose, now),
    )
    journal.write(
        "link.make",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        after={"purpose": purpose, "until": link.expires_at},
    )
    return secret


@transaction.atomic
def use_link(*, secret: str, password: str, now: datetime | None = None) -> Person:
    """The password of whoever was given the link; RuleViolation when it is weak or the link is gone.

    The holder of the link is who acts. Two browsers with one link: the row lock lets the first
    in, the second is told.
    """
    now = now or timezone.now()
    link = open_link(secret, now)
    if link is None or not _close(link, now):
        raise RuleViolation(GONE, code="gone")
    person = link.person
    check_password_strength(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    person.sessions.all().delete()
    forget_attempts(person)
    journal.write(
        "link.use",
        by=actor_for(person),
        municipality_id=person.municipality_id,
        of=person,
        after={"purpose": link.purpose, "password": ""},
    )
    return person


def _close(link: Link, now: datetime) -> bool:
    """True for the one who closes it; a weak password afterwards opens it again with the rollback."""
    return bool(Link.objects.filter(pk=link.pk, closed_at=None).update(closed_at=now))
