"""One act on many people; what is refused is told by name, the rest is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.actions.links import invite
from mcu.org.actions.people import end_duty, give_duty, set_active
from mcu.org.models import Block, Body, Duty, Person
from mcu.org.queries.people import in_force
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Actor, Permission, Role


@dataclass(slots=True)
class Outcome:
    """How many were done, who was refused and why, and what was made for each."""

    done: list[Person] = field(default_factory=list)
    refused: list[tuple[Person, str]] = field(default_factory=list)
    secrets: dict[int, str] = field(default_factory=dict)


def give_role(
    *, people: Iterable[Person], role: Role, by: Actor, body: Body | None = None,
    block: Block | None = None, since: date | None = None, act: str = "",
) -> Outcome:  # fmt: skip
    """The same role for each."""
    return _each(
        people,
        by,
        lambda person: give_duty(
            person=person,
            role=role,
            by=by,
            since=since,
            act=act,
            body=body if role in FOR_BODY else None,
            block=block if role in FOR_BLOCK else None,
        ),
    )


def end_role(*, people: Iterable[Person], role: Role, by: Actor, on: date | None = None) -> Outcome:
    """Today, or the day given, is the last one of this role for each who holds it."""

    def end(person: Person) -> None:
        held = list(_held(person).filter(role=role))
        if not held:
            raise RuleViolation(f"роли «{role.label}» нет")
        for duty in held:
            end_duty(duty=duty, by=by, on=on or timezone.localdate())

    return _each(people, by, end)


def move_people(
    *, people: Iterable[Person], body: Body, by: Actor, since: date | None = None, act: str = ""
) -> Outcome:
    """What each does for a body they do for this one from the day on."""
    day = since or timezone.localdate()

    def move(person: Person) -> None:
        held = [duty for duty in _held(person) if duty.body_id and duty.body_id != body.pk]
        if not held:
            raise RuleViolation("ролей в других органах нет")
        for duty in held:
            end_duty(duty=duty, by=by, on=day - timedelta(days=1))
            same = Duty.objects.filter(person=person, role=duty.role, body=body, until=None)
            if not same.exists():
                role = Role(duty.role)
                give_duty(person=person, role=role, body=body, since=day, act=act, by=by)

    return _each(people, by, move)


def switch_people(*, people: Iterable[Person], active: bool, by: Actor) -> Outcome:
    return _each(people, by, lambda person: set_active(person=person, active=active, by=by))


def invite_people(*, people: Iterable[Person], by: Actor) -> Outcome:
    """A one-time link for each who has no password yet."""
    outcome = Outcome()

    def one(person: Person) -> None:
        if person.has_usable_password():
            raise RuleViolation("пароль уже есть: новый выдают на странице сотрудника")
        outcome.secrets[person.pk] = invite(person=person, by=by)

    return _each(people, by, one, outcome)


def _held(person: Person) -> QuerySet[Duty]:
    return in_force(Duty.objects.filter(person=person), timezone.localdate())


def _each(
    people: Iterable[Person],
    by: Actor,
    act: Callable[[Person], object],
    outcome: Outcome | None = None,
) -> Outcome:
    """Each in a transaction of their own."""
    require(by, Permission.ORGANISATION)
    found = outcome or Outcome()
    for person in people:
        try:
            with transaction.atomic():
                act(person)
        except RuleViolation as refusal:
            found.refused.append((person, refusal.sentence))
        else:
            found.done.append(person)
    return found
