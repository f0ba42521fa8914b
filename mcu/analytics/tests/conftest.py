"""A district with cases of every sort around the start of a month."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle, product
from typing import Any

import pytest

from mcu.cases.actions.profile import add_topic, rename_topic
from mcu.cases.models import Case, Term, Topic
from mcu.cases.rules.workflow import State
from mcu.cases.tests.conftest import (  # noqa: F401 -- cases that live a whole life
    elsewhere,
    files_folder,
    sign_in,
    town,
    web,
)
from mcu.coordination.models import Milestone, RoadMap
from mcu.org.actions import load_organisation
from mcu.org.models import Block, Body
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import program
from mcu.tasks.models import Task
from tests.people import Staffed

NUMBERS = count(1)
NOON = datetime(2026, 11, 20, 9, tzinfo=UTC)  # noon in the district


@dataclass
class District(Staffed):
    topics: dict[str, Topic]

    def case(self, received: datetime = NOON, due: datetime | None = None, **given: Any) -> Case:
        """A message; with `closed_at` it is closed, `due` is its answer's term."""
        return self.cases([(received, due, given)])[0]

    def cases(self, rows: list[tuple[datetime, datetime | None, dict[str, Any]]]) -> list[Case]:
        made = Case.objects.bulk_create([self._made(*row) for row in rows])
        Term.objects.bulk_create(
            Term(
                case=case, kind="answer", started_at=case.received_at, due_at=due,
                met_at=case.closed_at,
            )
            for case, (_, due, _) in zip(made, rows, strict=True)
            if due
        )  # fmt: skip
        return made

    def _made(self, received: datetime, due: datetime | None, given: dict[str, Any]) -> Case:
        closed = given.get("closed_at")
        body = given.get("body")
        values = {
            "municipality": self.place, "number": f"2026-11-{next(NUMBERS)}", "system": "own",
            "channel": "phone", "text": "Нет воды", "received_at": received,
            "registered_at": received, "state": State.CLOSED if closed else State.IN_WORK,
            "due_at": None if closed else due, "block": body.block if body else None,
        }  # fmt: skip
        return Case(**values | given)


def points(
    district: District, rows: list[tuple[str, date, datetime | None]], state: str = "approved"
) -> list[Milestone]:
    """The points of a new road map: the code of the body, the approved day, when it was done."""
    number = RoadMap.objects.filter(municipality=district.place).count() + 1
    road_map = RoadMap.objects.create(
        municipality=district.place, number=number, title="Ремонт", state=state, at=NOON
    )
    return [
        Milestone.objects.create(
            road_map=road_map, what="Участок", due=due, body=district.bodies[body],
            task=Task.objects.create(
                municipality=district.place, kind="measure", title="Участок", set_at=NOON, due_at=NOON,
                state="accepted" if done else "taken", done_at=done, setter_name="Кто-то",
            ),
        )
        for body, due, done in rows
    ]  # fmt: skip


@pytest.fixture
def district(db) -> District:
    return founded("klyuchevoy", "Ключевой район")


@pytest.fixture
def full(district, neighbour) -> District:
    """Some 200 cases over four months, at midnights too, of all bodies and topics and of none."""
    bodies = cycle([*district.bodies.values(), None])
    topics = cycle([*district.topics.values(), None, None])
    systems = cycle(["incident", "pos", "own", "own", "pos"])
    midnight = datetime(2026, 10, 31, 21, tzinfo=UTC)  # 1 November in the district
    starts = [NOON - timedelta(days=n, hours=n % 9) for n in range(0, 120, 3)]
    starts += [midnight, midnight - timedelta(seconds=1), midnight + timedelta(seconds=1)]
    rows = []
    for start, (hours, late) in product(starts, [(5, False), (50, True), (0, True), (0, False)]):
        closed = start + timedelta(hours=hours) if hours and start < NOON else None
        given = {
            "closed_at": closed, "first_answer_at": closed, "body": next(bodies),
            "topic": next(topics), "system": next(systems),
        }  # fmt: skip
        rows.append((start, start + timedelta(hours=24 if late else 9000), given))
    district.cases(rows)
    neighbour.case(topic=neighbour.topics["tap"], due=NOON - timedelta(days=1))
    return district


@pytest.fixture
def neighbour(db) -> District:
    return founded("dalniy", "Дальний район")


def founded(code: str, name: str) -> District:
    """Two groups, three topics, one of which had another name before."""
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
    water = add_topic(municipality=place, name="Вода", group=None, by=by)
    roads = add_topic(municipality=place, name="Дороги", group=None, by=by)
    former = add_topic(municipality=place, name="Вода исчезла", group=water, by=by)
    topics = {
        "water": water,
        "roads": roads,
        "former": Topic.objects.get(pk=former.pk),
        "tap": rename_topic(topic=former, name="Нет воды", by=by),
        "rust": add_topic(municipality=place, name="Ржавая вода", group=water, by=by),
        "pit": add_topic(municipality=place, name="Ямы", group=roads, by=by),
    }
    return District(
        place,
        {body.code: body for body in Body.objects.filter(municipality=place)},
        {block.code: block for block in Block.objects.filter(municipality=place)},
        topics,
    )
