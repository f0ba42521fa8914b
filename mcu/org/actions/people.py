"""People, their passwords and duties."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.core import journal, wall
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions.access import require
from mcu.org.actions.passwords import check_password_strength
from mcu.org.actions.rights import keep_an_administrator
from mcu.org.models import Block, Body, Duty, Municipality, Person
from mcu.org.queries.people import login_is_taken
from mcu.org.queries.rights import administrators, rights_of
from mcu.org.rules.roles import (
    FOR_BLOCK,
    FOR_BODY,
    SERVES_SEVERAL,
    Actor,
    Belongs,
    Permission,
    Role,
    may,
)

CHANGED = ("full_name", "position", "email", "phone")


@transaction.atomic
def add_person(
    *,
    municipality: Municipality,
    login: str,
    full_name: str,
    by: Actor,
    password: str | None = None,
    position: str = "",
    hashed: bool = False,
) -> Person:
    """Somebody who may sign in; RuleViolation for a login in use or a weak password.

    Without a password the person chooses it by a one-time link (`invite`). With `hashed` it is a
    hash made before, as many people share it in an invented town.
    """
    require(by, Permission.ORGANISATION)
    login = login.strip().lower()
    if login_is_taken(login):
        raise RuleViolation(f"Логин «{login}» уже занят. Выберите другой.")
    person = Person(
        municipality=municipality, login=login, full_name=full_name.strip(), position=position
    )
    if hashed and password:
        person.password = password
    else:
        if password is not None:
            check_password_strength(password, person)
        person.set_password(password)
    person.save()
    journal.write(
        "person.add",
        by=by,
        municipality_id=municipality.pk,
        of=person,
        after={"login": login, "position": position, "password": ""},
    )
    return person


@transaction.atomic
def change_person(*, person: Person, by: Actor, **values: str) -> Person:
    """Another name, post or service contacts; what is not given stays."""
    require(by, Permission.ORGANISATION)
    given = {name: " ".join(values[name].split()) for name in CHANGED if name in values}
    if not given.get("full_name", person.full_name):
        raise RuleViolation("Впишите фамилию, имя и отчество.")
    before, after = journal.put(person, given)
    if not after:
        return person
    person.save(update_fields=list(after))
    journal.write(
        "person.change",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        before=before,
        after=after,
    )
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, by: Actor, keep: str = "") -> None:
    """A new password, by oneself or by whoever looks after people; every session ends but `keep`."""
    if by.person_id != person.pk:
        require(by, Permission.ORGANISATION)
    check_password_strength(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    person.sessions.exclude(pk=keep).delete()
    journal.write(
        "person.password",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        after={"password": ""},
    )


@transaction.atomic
def give_duty(
    *,
    person: Person,
    role: Role,
    by: Actor,
    body: Body | None = None,
    block: Block | None = None,
    since: date | None = None,
    until: date | None = None,
    act: str = "",
) -> Duty:
    """Charge a person with a role from a day on; the same role twice at one time is refused.

    The responsible for a block puts leaders at its head without anybody else.
    """
    _require_to_charge(by, role, block.pk if block else None)
    if person.municipality_id != by.municipality_id and role not in SERVES_SEVERAL:
        raise AccessDenied("Этот сотрудник из другого муниципалитета.")
    _check_place(role, body, block)
    since = since or timezone.localdate()
    held = {"person": person, "municipality_id": by.municipality_id, "role": role}
    same = Duty.objects.filter(**held, body=body, block=block)
    if same.filter(until__isnull=True).exists():
        raise RuleViolation(f"{person} уже исполняет роль «{role.label}».")
    duty = Duty.objects.create(**held, body=body, block=block, since=since, until=until, act=act)
    journal.write(
        "duty.give",
        by=by,
        municipality_id=duty.municipality_id,
        of=person,
        after={"role": role, "body": body, "block": block, "since": since, "act": act},
    )
    return duty


@transaction.atomic
def serve(*, login: str, role: Role, by: Actor) -> Duty:
    """Charge somebody of another municipality, found by login, with a role that serves several."""
    require(by, Permission.ORGANISATION)
    with wall.everywhere():
        person = Person.objects.filter(login__iexact=login.strip(), is_active=True).first()
    if person is None:
        raise RuleViolation(f"Сотрудника с логином «{login.strip()}» нет. Проверьте логин.")
    return give_duty(person=person, role=role, by=by)


@transaction.atomic
def end_duty(*, duty: Duty, by: Actor, on: date | None = None) -> Duty:
    """The last day of a duty; the row stays as history."""
    _require_to_charge(by, Role(duty.role), duty.block_id)
    with wall.everywhere():  # a methodologist who serves several is of another municipality
        person = duty.person
    last = on or timezone.localdate() - timedelta(days=1)
    duty.until = max(last, duty.since)
    duty.save(update_fields=["until"])
    gave = rights_of(duty.municipality).has(Role(duty.role), Permission.RIGHTS)
    if gave and person.is_active:
        keep_an_administrator(duty.municipality, duty.until + timedelta(days=1))
    journal.write(
        "duty.end",
        by=by,
        municipality_id=duty.municipality_id,
        of=person,
        after={"role": duty.role, "until": duty.until},
    )
    return duty


@transaction.atomic
def set_active(*, person: Person, active: bool, by: Actor) -> None:
    """Let a person sign in, or stop letting them; nothing of their work is touched."""
    require(by, Permission.ORGANISATION)
    if person.pk == by.person_id and not active:
        raise RuleViolation("Себя отключить нельзя: попросите другого администратора.")
    before = {"active": person.is_active}
    was_administrator = administrators(person.municipality).filter(pk=person.pk).exists()
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        person.sessions.all().delete()
    if was_administrator:
        keep_an_administrator(person.municipality)
    journal.write(
        "person.active",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        before=before,
        after={"active": active},
    )


def _require_to_charge(by: Actor, role: Role, block_id: int | None) -> None:
    own = Belongs(by.municipality_id, block_id=block_id)
    if role != Role.BLOCK_LEADER or not may(by, Permission.LEADERS, own):
        require(by, Permission.ORGANISATION)


def _check_place(role: Role, body: Body | None, block: Block | None) -> None:
    if role in FOR_BLOCK and block is None:
        raise RuleViolation(f"Для роли «{role.label}» укажите блок.")
    if role in FOR_BODY and body is None:
        raise RuleViolation(f"Для роли «{role.label}» укажите орган.")
