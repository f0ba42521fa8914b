"""An invented village administration with one person for each role asked for."""

import pytest

from mcu.org.actions import load_organisation
from mcu.org.models import Block, Body
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from tests.people import Staffed


class Office(Staffed):
    """A village administration with one block."""

    @property
    def block(self) -> Block:
        return self.blocks["city"]


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
    blocks = {block.code: block for block in Block.objects.filter(municipality=place)}
    return Office(place, bodies, blocks)
