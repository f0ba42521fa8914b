"""Signing in: a password is tried, wrong ones are counted and slow the next, all of it journalled."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Attempt, Identity, Person
from mcu.org.queries.actors import actor_for
from mcu.org.queries.sign_in import closed_until, key_of
from mcu.org.rules.roles import Actor, Permission, program
from mcu.org.rules.sign_in import SECOND, Limit, pause

WRONG = "Логин или пароль не подходят. Проверьте раскладку клавиатуры и Caps Lock."


class Closed(RuleViolation):
    """Too many wrong answers; `until` is when the next one is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "Слишком много неверных попыток. Подождите и войдите снова.", code="closed"
        )
        self.until = until


def try_password(*, login: str, password: str, address: str, now: datetime) -> Person:
    """Whose login and password these are; RuleViolation otherwise, `Closed` while one must wait.

    The failure is counted before the password is looked at and taken back when it was right:
    a hundred guesses sent at once are a hundred failures. So this is no single transaction.
    """
    begin_attempt(login=login, address=address, now=now)
    person = Person.objects.filter(login__iexact=login, is_active=True).first()
    if person is None:
        make_password(password)  # as slow as for a login that exists
    elif person.check_password(password):  # brings an old hash up to date by itself
        forgive(login=login, address=address)
        return person
    fail(login=login, address=address, person=person, way="password", now=now)
    raise RuleViolation(WRONG, code="wrong")


def begin_attempt(*, login: str, address: str, now: datetime) -> None:
    """Count an attempt as failed beforehand; `Closed` while the login or the address must wait."""
    until = closed_until(login, address, now)
    if until:
        raise Closed(until)
    for key, place, limit in _counters(login, address):
        _count(key, place, limit, now)


def forgive(*, login: str, address: str) -> None:
    """The answer was right: the login starts anew, the address has one failure less."""
    key = key_of(login)
    Attempt.objects.filter(login_key=key, address__in=["", address]).delete()
    Attempt.objects.filter(login_key="", address=address, failures__gt=0).update(
        failures=F("failures") - 1, until=None
    )


def fail(*, login: str, address: str, person: Person | None, way: str, now: datetime) -> None:
    """Journal a failure and the pause it began; `Closed` when it began one."""
    until = closed_until(login, address, now)
    if person:  # a login that nobody has belongs to no municipality's journal
        _write_failure(person, {"way": way, "address": address}, until)
    if until:
        raise Closed(until)


@transaction.atomic
def _write_failure(person: Person, told: dict[str, str], until: datetime | None) -> None:
    place = person.municipality_id
    by = program(place, "Вход")
    journal.write("signin.failed", by=by, municipality_id=place, of=person, after=told)
    if until:
        after = {"until": until, "address": told["address"]}
        journal.write("signin.closed", by=by, municipality_id=place, of=person, after=after)


@transaction.atomic
def entered(*, person: Person, way: str, address: str, device: str) -> None:
    """Journal that somebody is in."""
    journal.write(
        "signin.ok",
        by=actor_for(person),
        municipality_id=person.municipality_id,
        of=person,
        after={"way": way, "address": address, "device": device},
    )


@transaction.atomic
def left(*, person: Person) -> None:
    """Journal that somebody signed out."""
    journal.write(
        "signin.out", by=actor_for(person), municipality_id=person.municipality_id, of=person
    )


@transaction.atomic
def unlock(*, person: Person, by: Actor) -> None:
    """Let a login try again at once, from everywhere."""
    require(by, Permission.ORGANISATION)
    if forget_attempts(person):
        journal.write("signin.unlock", by=by, municipality_id=person.municipality_id, of=person)


@transaction.atomic
def link_identity(*, person: Person, issuer: str, subject: str) -> None:
    """From now on this person is known by the provider's own number."""
    Identity.objects.create(person=person, issuer=issuer, subject=subject)
    journal.write(
        "signin.linked",
        by=actor_for(person),
        municipality_id=person.municipality_id,
        of=person,
        after={"issuer": issuer},
    )


def forget_attempts(person: Person) -> int:
    """Every count against the login, of passwords and of codes; how many there were."""
    keys = [key_of(person.login), key_of(SECOND + person.login)]
    return Attempt.objects.filter(login_key__in=keys).delete()[0]


def _counters(login: str, address: str) -> list[tuple[str, str, Limit]]:
    key = key_of(login)
    return [(key, address, Limit.PAIR), (key, "", Limit.LOGIN), ("", address, Limit.ADDRESS)]


@transaction.atomic
def _count(key: str, address: str, limit: Limit, now: datetime) -> None:
    Attempt.objects.bulk_create(
        [Attempt(login_key=key, address=address, last_at=now)], ignore_conflicts=True
    )
    row = Attempt.objects.select_for_update().get(login_key=key, address=address)
    if row.until and row.until > now:  # somebody was quicker between the first look and the lock
        raise Closed(row.until)
    row.failures += 1
    row.last_at = now
    wait = pause(row.failures, limit)
    row.until = now + wait if wait else None
    row.save(update_fields=["failures", "last_at", "until"])
