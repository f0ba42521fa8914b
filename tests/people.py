"""People of an invented municipality, made by real actions when a test asks for their role."""

from dataclasses import dataclass, field
from datetime import date

from django.test import Client

from mcu.org.actions import add_person, give_duty
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Actor, Role, program

PASSWORD = "rucheyok-i-kamen"


@dataclass
class Staffed:
    """`person(role)` is hired at once; whoever serves a body serves `water`, a block is `city`."""

    place: Municipality
    bodies: dict[str, Body]
    blocks: dict[str, Block]
    people: dict[Role, Person] = field(default_factory=dict, kw_only=True)

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
            body = self.bodies["water"] if role in FOR_BODY else None
            block = self.blocks["city"] if role in FOR_BLOCK else None
            since = date(2020, 1, 1)
            give_duty(person=person, role=role, body=body, block=block, by=by, since=since)
            self.people[role] = person
        return self.people[role]

    def actor(self, role: Role) -> Actor:
        return actor_for(self.person(role))

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.person(role), "django.contrib.auth.backends.ModelBackend")
        return client
