"""Those who work in the invented town, with the duties they hold."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from mcu.demo.town import CAST, Member
from mcu.org.actions import add_person, give_duty
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor, Role, program

PASSWORD = "pult-demo"  # noqa: S105 -- printed at every start of the invented town


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what: people of the cast as actors, found by login, and executors by body."""

    by_login: dict[str, Actor]
    executors: dict[str, list[Person]]
    actors: dict[int, Actor]


def hire(place: Municipality, start: date) -> Staff:
    """Everybody of the cast with the duties they hold."""
    by, secret = program(place.pk), make_password(PASSWORD)
    bodies = {body.code: body for body in Body.objects.filter(municipality=place)}
    blocks = {block.code: block for block in Block.objects.filter(municipality=place)}
    executors: dict[str, list[Person]] = {}
    people = []
    for member in CAST:
        person = _hire(place, member, bodies, blocks, start, by, secret)
        people.append(person)
        for duty in member.duties:
            if duty.role == Role.EXECUTOR and duty.body:
                executors.setdefault(duty.body, []).append(person)
    actors = {person.pk: actor_for(person, start + timedelta(days=1)) for person in people}
    return Staff({p.login: actors[p.pk] for p in people}, executors, actors)


def _hire(
    place: Municipality,
    member: Member,
    bodies: dict[str, Body],
    blocks: dict[str, Block],
    start: date,
    by: Actor,
    secret: str,
) -> Person:
    person = add_person(
        municipality=place,
        login=member.login,
        full_name=member.full_name,
        position=member.position,
        password=secret,
        hashed=True,
        by=by,
    )
    for duty in member.duties:
        give_duty(
            person=person,
            role=Role(duty.role),
            body=bodies.get(duty.body or ""),
            block=blocks.get(duty.block or ""),
            since=start,
            act="Распоряжение о составе МЦУ (выдуманное)",
            by=by,
        )
    return person
