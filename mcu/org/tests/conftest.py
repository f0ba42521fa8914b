"""An invented village administration with one person for each role asked for."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

from mcu.org.actions import add_person, give_duty, load_organisation
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import Actor, Role, program

PASSWORD = "rucheyok-i-kamen"


@dataclass
class Office:
    place: Municipality
    bodies: dict[str, Body]
    block: Block
    people: dict[Role, Person] = field(default_factory=dict)

    def person(self, role: Role) -> Person:
        if role not in self.people:
            by = program(self.place.pk)
            person = add_person(
                municipality=self.place,
                login=f"{self.place.code}-{role}",
                full_name="Лисицын Егор Ильич",
                password=PASSWORD,
                by=by,
            )
            where = {
                Role.EXECUTOR: {"body": self.bodies["water"]},
                Role.APPROVER: {"body": self.bodies["water"]},
                Role.PAGE_ADMIN: {"body": self.bodies["water"]},
                Role.BLOCK_HEAD: {"block": self.block},
                Role.BLOCK_LEADER: {"block": self.block},
            }.get(role, {})
            give_duty(person=person, role=role, by=by, since=date(2020, 1, 1), **where)
            self.people[role] = person
        return self.people[role]

    def actor(self, role: Role) -> Actor:
        return actor_for(self.person(role))

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.person(role), "django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def office(db) -> Office:
    return founded("klyuchevoy", "Ключевое поселение")


@pytest.fixture
def neighbour(db) -> Office:
    return founded("dalniy", "Дальнее поселение")


def founded(code: str, name: str) -> Office:
    part = OrgPart(
        code=code,
        name=name,
        blocks=(BlockPart("city", "Городское хозяйство"),),
        bodies=(
            BodyPart("hall", "Администрация", kind="administration"),
            BodyPart("water", "Водоканал", parent="hall", block="city"),
            BodyPart("pump", "Насосная станция", parent="water", block="city"),
        ),
    )
    place = load_organisation(part=part, profile="test")
    bodies = {body.code: body for body in Body.objects.filter(municipality=place)}
    return Office(place, bodies, Block.objects.get(municipality=place))
