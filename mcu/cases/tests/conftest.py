"""An invented town, small enough to hold in the head, made by real actions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from mcu.cases.actions.profile import add_topic, load_norms_and_routes
from mcu.cases.actions.register import Incoming, register
from mcu.cases.models import Case, Topic
from mcu.cases.rules import profile
from mcu.cases.tests.appeals import law_in_force
from mcu.org.actions import add_person, give_duty, load_organisation
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import Actor, Role, program
from tests.browser import WIDE

NORMS = [
    {
        "code": "answer",
        "title": "Ответ на сообщение",
        "kind": "answer",
        "unit": "working_hours",
        "value": 8,
        "source": "пример",
        "regime": "message",
    },
    {
        "code": "appeal",
        "title": "Ответ на обращение",
        "kind": "answer",
        "unit": "calendar_days",
        "value": 30,
        "source": "пример",
        "start": "registered",
        "regime": "appeal",
    },
    {
        "code": "block",
        "title": "Сведения от блока",
        "kind": "block_info",
        "unit": "working_hours",
        "value": 2,
        "source": "пример",
        "start": "requested",
    },
]


@dataclass
class Town:
    """The municipality, its two bodies, the topic, and people by what they are."""

    place: Municipality
    roads: Body
    housing: Body
    block: Block
    topic: Topic
    head: Person
    executor: Person
    approver: Person
    block_head: Person
    auditor: Person

    def actor(self, who: str = "head") -> Actor:
        return actor_for(getattr(self, who))

    def case(self, text: str = "На Полевой яма во всю дорогу", **given) -> Case:
        """A message received an hour ago."""
        values = {"channel": "vk", "received_at": timezone.now() - timedelta(hours=1)} | given
        return register(
            incoming=Incoming(text=text, **values),
            municipality=self.place,
            by=program(self.place.pk),
        )


@pytest.fixture
def files_folder(settings, tmp_path):
    settings.MCU_FILES = tmp_path / "files"
    settings.MCU_KEYS = tmp_path / "keys"


@pytest.fixture
def town(db, files_folder) -> Town:
    return found("lukomorye", "Лукоморский район")


@pytest.fixture
def served(site: str, files_folder: None) -> Town:
    """The same town in the database that a browser is served from."""
    return found("lukomorye", "Лукоморский район")


@pytest.fixture
def visit(window: Callable[..., Page], served: Town) -> Callable[..., Page]:
    """A page of one of its people."""

    def opened(path: str, who: str = "head", size: tuple[int, int] = WIDE, **options: Any) -> Page:
        return window(path, getattr(served, who), size, **options)

    return opened


@pytest.fixture
def elsewhere(db, files_folder) -> Town:
    return found("buyan", "Буянский район")


def found(code: str, name: str) -> Town:
    """A municipality with one block, two bodies, one topic and five people."""
    part = OrgPart(
        code=code,
        name=name,
        blocks=(BlockPart("city", "Городское хозяйство"),),
        bodies=(
            BodyPart("roads", "Дорожная служба", block="city"),
            BodyPart("housing", "Жилищный отдел", block="city"),
        ),
    )
    place = load_organisation(part=part, profile="test")
    bodies = {body.code: body for body in Body.objects.filter(municipality=place)}
    block = Block.objects.get(municipality=place)
    load_norms_and_routes(municipality=place, part=profile.read({"norms": NORMS}))
    group = add_topic(municipality=place, name="Дороги", group=None, by=program(place.pk))
    topic = add_topic(
        municipality=place,
        name="Ямы на дорогах",
        group=group,
        by=program(place.pk),
        words=[["яма", 3.0], ["выбоина", 3.0]],
    )
    people = {
        who: _person(place, f"{code}-{who}", full_name, duties)
        for who, full_name, duties in (
            ("head", "Орлова Мария Ивановна", [(Role.HEAD_OF_CENTRE, None, None)]),
            (
                "executor",
                "Дорохов Пётр Ильич",
                [
                    (Role.EXECUTOR, bodies["roads"], None),
                    (Role.EXECUTOR, bodies["housing"], None),
                ],
            ),
            ("approver", "Соколова Анна Львовна", [(Role.APPROVER, bodies["roads"], None)]),
            ("block_head", "Лугов Иван Савич", [(Role.BLOCK_HEAD, None, block)]),
            ("auditor", "Тихая Вера Олеговна", [(Role.AUDITOR, None, None)]),
        )
    }
    return Town(place, bodies["roads"], bodies["housing"], block, topic, **people)


@pytest.fixture
def sign_in():
    """A client of somebody who has signed in already."""

    def make(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def web(town, sign_in) -> SimpleNamespace:
    """A client for each person of the town."""
    people = ("head", "executor", "approver", "block_head", "auditor")
    return SimpleNamespace(**{who: sign_in(getattr(town, who)) for who in people})


def _person(place: Municipality, login: str, full_name: str, duties: list) -> Person:
    by = program(place.pk)
    person = add_person(
        municipality=place,
        login=login,
        full_name=full_name,
        password="-",
        by=by,
        hashed=True,
    )
    for role, body, block in duties:
        give_duty(person=person, role=role, body=body, block=block, by=by, since=date(2020, 1, 1))
    return person


@pytest.fixture
def law(town: Town) -> None:
    """The norms of 59-ФЗ are in force in the town."""
    law_in_force(town.place)
