"""One-time links: which one an address means, and who waits for the first."""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from mcu.org.models import Duty, Link, Person
from mcu.org.rules.links import digest
from mcu.org.rules.roles import Role


def open_link(secret: str, now: datetime) -> Link | None:
    """The link of this secret while it may be used."""
    links = Link.objects.select_related("person__municipality")
    return links.filter(
        digest=digest(secret), closed_at=None, expires_at__gt=now, person__is_active=True
    ).first()


def waiting_link(person: Person, now: datetime) -> Link | None:
    """The link this person was given and has not used yet."""
    return Link.objects.filter(person=person, closed_at=None, expires_at__gt=now).first()


def first_administrator() -> Person | None:
    """The administrator to begin with, while nobody at all has a password yet."""
    with_password = Person.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if with_password.exists():
        return None
    duty = Duty.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True).order_by("pk")
    return Person.objects.filter(duties__in=duty).order_by("pk").first()
