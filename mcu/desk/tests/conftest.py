"""An invented district: two blocks, three bodies, three topics, one person for each role."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mcu.cases.actions.profile import add_topic
from mcu.cases.models import Case, Topic
from mcu.org.actions import add_person, give_duty, load_organisation
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import Actor, Role, program

NUMBERS = count(1)
PASSWORD = "rucheyok-i-kamen"


@dataclass
class District:
    """`person(role)` signs in as `client(role)`; `case(…)` is a message received an hour ago."""

    place: Municipality
    bodies: dict[str, Body]
    blocks: dict[str, Block]
    topics: dict[str, Topic]
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
                Role.BLOCK_HEAD: {"block": self.blocks["city"]},
                Role.BLOCK_LEADER: {"block": self.blocks["city"]},
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

    def case(self, **given: Any) -> Case:
        now = timezone.now()
        values = {
            "municipality": self.place,
            "number": f"2026-11-{next(NUMBERS)}",
            "system": "own",
            "channel": "phone",
            "text": "На Ключевой нет воды",
            "received_at": now - timedelta(hours=1),
            "registered_at": now - timedelta(hours=1),
        }
        return Case.objects.create(**values | given)


@pytest.fixture
def district(db) -> District:
    return founded("klyuchevoy", "Ключевой район")


@pytest.fixture
def neighbour(db) -> District:
    return founded("dalniy", "Дальний район")


def founded(code: str, name: str) -> District:
    part = OrgPart(
        code=code,
        name=name,
        blocks=(BlockPart("city", "Городское хозяйство"), BlockPart("social", "Социальный блок")),
        bodies=(
            BodyPart("water", "Водоканал", block="city"),
            BodyPart("roads", "Дорожная служба", block="city"),
            BodyPart("school", "Отдел школ", block="social"),
        ),
    )
    place = load_organisation(part=part, profile="test")
    by = program(place.pk)
    group = add_topic(municipality=place, name="Вода", group=None, by=by)
    topics = {
        "group": group,
        "tap": add_topic(municipality=place, name="Нет воды", group=group, by=by),
        "rust": add_topic(municipality=place, name="Ржавая вода", group=group, by=by),
    }
    return District(
        place,
        {body.code: body for body in Body.objects.filter(municipality=place)},
        {block.code: block for block in Block.objects.filter(municipality=place)},
        topics,
    )
