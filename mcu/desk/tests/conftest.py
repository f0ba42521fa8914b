"""An invented district: two blocks, three bodies, three topics, one person for each role."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from mcu.cases.actions.profile import add_topic
from mcu.cases.models import Case, Topic
from mcu.org.actions import load_organisation
from mcu.org.models import Block, Body
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import program
from tests.people import Staffed

NUMBERS = count(1)


@dataclass
class District(Staffed):
    """`person(role)` signs in as `client(role)`; `case(…)` is a message received an hour ago."""

    topics: dict[str, Topic]

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


@pytest.fixture
def written(tmp_path):
    """A profile of this text, ready to be loaded."""

    def write(text: str) -> str:
        path = tmp_path / "ruchey.toml"
        path.write_text(text, "utf-8")
        return str(path)

    return write
