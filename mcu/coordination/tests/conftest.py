"""The town of the cases with a problem, a cause and road maps made by real actions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.cases.actions.problem import open_problem
from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    sign_in,
    town,
    web,
)
from mcu.coordination.actions import causes, road_maps
from mcu.coordination.actions.causes import CauseText
from mcu.coordination.models import Cause, RoadMap


def problem_in(town: Town):  # noqa: F811
    """A problem of two messages on a street, with a topic."""
    cases = [town.case() for _ in range(2)]
    problem = open_problem(municipality=town.place, cases=cases, by=town.actor()).problem
    problem.topic, problem.street, problem.settlement = town.topic, "Полевая", "Заречный"
    problem.save()
    return problem


def cause_in(town: Town, **given) -> Cause:  # noqa: F811
    values = {"topic": town.topic, "settlement": "Заречный"} | given
    text = CauseText("Покрытие отслужило срок", "worn", **values)
    return causes.enter(municipality=town.place, text=text, by=town.actor())


def drafted(town: Town, *days: int, cause: Cause | None = None) -> RoadMap:  # noqa: F811
    """A draft with a point so many days ahead for each number."""
    by, today = town.actor(), timezone.localdate()
    row = road_maps.make(
        municipality=town.place, title="Ремонт Полевой", causes=[cause or cause_in(town)], by=by
    )
    for number, ahead in enumerate(days):
        road_maps.add_point(
            road_map=row, what=f"Участок {number + 1}", due=today + timedelta(days=ahead),
            body=town.roads, person=town.executor, effect="Ям нет", by=by,
        )  # fmt: skip
    return row


@pytest.fixture
def approved(town):  # noqa: F811
    """A road map under way with two points."""
    row = drafted(town, 5, 9)
    approval = road_maps.Approval("Глава района", timezone.localdate())
    return road_maps.approve(road_map=row, approval=approval, by=town.actor())
