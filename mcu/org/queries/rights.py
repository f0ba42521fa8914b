"""The table of rights in force in a municipality, and who holds what by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.org.models import Duty, Grant, Municipality, Person
from mcu.org.queries.people import in_force
from mcu.org.rules.roles import (
    DEFAULT,
    NAMES,
    Actor,
    Permission,
    Right,
    Rights,
    Role,
    Scope,
    may,
)

BY_ADMINISTRATOR = "решение администратора"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: what holds now, what the table says, and the change between them."""

    role: Role
    permission: Permission
    now: Right | None
    default: Right | None
    change: Grant | None

    @property
    def name(self) -> str:
        return NAMES[self.permission]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a permission, by which duty and how far."""

    duty: Duty
    right: Right


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person may, with every duty that gives it; or why not."""

    permission: Permission
    held: list[Holder]
    refused: str

    @property
    def name(self) -> str:
        return NAMES[self.permission]


def rights_of(place: Municipality) -> Rights:
    """The table in force; nothing is asked of the database while its version stays the same."""
    return _rights(place.pk, place.rights_version)


def changes_in_force(municipality_id: int) -> list[Grant]:
    """The last change of each row, without those that went back to the table.

    Of a role or permission that a newer version no longer has nothing is left but the row.
    """
    known = {"role__in": Role.values, "permission__in": [one.value for one in Permission]}
    last = Grant.objects.filter(municipality_id=municipality_id, **known)
    last = last.order_by("role", "permission", "-pk").distinct("role", "permission")
    return [grant for grant in last.select_related("by") if grant.scope != Grant.BACK]


def change_for(actor: Actor, pk: int) -> Grant:
    """A change of the actor's municipality that is in force, else Http404."""
    found = [grant for grant in changes_in_force(actor.municipality_id) if grant.pk == pk]
    if not found:
        raise Http404("Такого изменения нет или оно уже отменено.")
    return found[0]


def table(actor: Actor) -> dict[tuple[Role, Permission], Cell]:
    """Every cell of the table; one query."""
    changes = {(g.role, g.permission): g for g in changes_in_force(actor.municipality_id)}
    return {
        (role, permission): Cell(
            role,
            permission,
            actor.rights.get(role, permission),
            DEFAULT.get(role, permission),
            changes.get((role, permission)),
        )
        for permission in Permission
        for role in Role
    }


def holders(actor: Actor, permission: Permission) -> list[Holder]:
    """Who holds the permission today: people of the municipality and those who serve it."""
    return [
        Holder(duty, right)
        for duty in _duties(actor.municipality_id, timezone.localdate())
        if (right := actor.rights.get(Role(duty.role), permission))
    ]


def answers(person: Person, actor: Actor) -> list[Answer]:
    """What the person may and why, right by right; `actor` is that person. One query."""
    duties = [d for d in _duties(actor.municipality_id, timezone.localdate()) if d.person == person]
    return [_answer(permission, duties, actor) for permission in Permission]


def administrators(place: Municipality, on: date | None = None) -> QuerySet[Person]:
    """Those who can change rights on that day and may sign in."""
    roles = [right.role for right in rights_of(place).holders(Permission.RIGHTS)]
    held = Duty.objects.filter(municipality=place, role__in=roles)
    found = Person.objects.filter(
        is_active=True, duties__in=in_force(held, on or timezone.localdate())
    )
    return found.distinct().order_by("full_name")


def who_gives(place: Municipality) -> str:
    """Who can give a right that is missing, in a sentence."""
    names = [person.full_name for person in administrators(place)]
    if not names:
        return "Дать это право сейчас некому: администратор МЦУ не назначен."
    return f"Дать это право может администратор: {', '.join(names)}."


def serving(municipality_id: int, roles: Iterable[Role]) -> list[Duty]:
    """Duties of these roles held today by people of other municipalities."""
    held = Duty.objects.filter(municipality_id=municipality_id, role__in=list(roles))
    held = held.exclude(person__municipality_id=municipality_id)
    return list(in_force(held, timezone.localdate()).select_related("person"))


def _answer(permission: Permission, duties: list[Duty], actor: Actor) -> Answer:
    found = [
        Holder(duty, right)
        for duty in duties
        if (right := actor.rights.get(Role(duty.role), permission))
    ]
    allowed = may(actor, permission)
    return Answer(permission, found, "" if allowed is True else allowed.reason)


def _duties(municipality_id: int, day: date) -> QuerySet[Duty]:
    held = Duty.objects.filter(municipality_id=municipality_id, person__is_active=True)
    found = in_force(held, day).select_related("person", "body", "block")
    return found.order_by("person__full_name", "pk")


@lru_cache(maxsize=64)
def _rights(municipality_id: int, version: int) -> Rights:
    """The version is the key of the last change, which no other change can ever have: what was
    read for it stays right in every process, also when a transaction is rolled back."""
    if not version:
        return DEFAULT
    changes = changes_in_force(municipality_id)
    taken = [(Role(g.role), Permission(g.permission)) for g in changes if g.scope == Grant.TAKEN]
    given = [
        Right(Role(g.role), Permission(g.permission), Scope(g.scope), BY_ADMINISTRATOR)
        for g in changes
        if g.scope != Grant.TAKEN
    ]
    return DEFAULT.changed(given, taken)
