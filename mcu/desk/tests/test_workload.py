"""In and out by block, body and person; what is expected; whose numbers who may know."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.cases.tests.conftest import files_folder, sign_in, town  # noqa: F401 -- the same town
from mcu.core.tables import open_table
from mcu.desk.queries.workload import workload
from mcu.desk.rules.staffing import Staffing
from mcu.insight.tests.conftest import messages
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Role
from tests.world.town import hire


@pytest.mark.parametrize(
    ("expected", "low", "level", "missing"),
    [(80, 60, "ok", 0), (88, 60, "ok", 0), (89, 60, "soon", 1), (160, 89, "late", 2)],
)
def test_people_keep_up_or_so_many_are_missing(expected, low, level, missing):
    """Two people close two a day each: 80 in 20 working days."""
    found = Staffing(2, 80, 20, expected, low, 2 * expected, 20)
    assert (found.pace, found.level, found.missing) == (2, level, missing)


def test_of_a_block_without_people_or_pace_nothing_is_said():
    assert [
        Staffing(*given).level
        for given in ((0, 50, 20, 9, 1, 9, 20), (2, 50, 0, 9, 1, 9, 0), (2, 9, 20, 90, 50, 99, 20))
    ] == ["", "", ""]


@pytest.fixture
def loaded(town):  # noqa: F811
    """Two a day for two months for the executor of the roads, half of them closed; today one more."""
    today, done = timezone.localdate(), []
    for ago in range(1, 62):
        done += messages(town, today - timedelta(days=ago), 2, executor=town.executor)
    Case.objects.bulk_create(
        [*done, *messages(town, today - timedelta(days=1), 1, body=town.housing)]
    )
    for case in done[::2]:
        case.state, case.closed_at = "closed", case.received_at + timedelta(hours=5)
    Case.objects.bulk_update(done, ["state", "closed_at"])
    return town


def test_in_and_out_of_blocks_and_bodies_and_the_error_of_what_is_expected(loaded, sign_in):  # noqa: F811
    page = sign_in(loaded.head).get(reverse("desk:workload"))
    (city,) = (row for row in page.context["rows"] if row.block == loaded.block)
    assert (city.load.came, city.load.gone) == (57, 28)
    assert {str(body): load.came for body, load in city.bodies} == {
        str(loaded.roads): 56, str(loaded.housing): 1,
    }  # fmt: skip
    ahead = city.staffing
    assert 50 <= ahead.expected <= 64
    assert ahead.low < ahead.expected < ahead.high
    assert ahead.missing > 0
    words = page.content.decode().replace("\xa0", " ")
    assert f"ожидается за 4 недели {ahead.expected} (" in words
    file = sign_in(loaded.head).get(reverse("desk:workload-export"))
    rows = list(open_table(BytesIO(b"".join(file.streaming_content)), "н.xlsx").rows())
    assert [row[11] for row in rows if row[0] == loaded.block.name and not row[1]] == [
        ahead.expected
    ]


def test_numbers_of_people_are_for_their_head_and_for_themselves(loaded):
    now, outside = timezone.now(), hire(loaded.place, Role.INCIDENT, "incident", "roads")
    seen = {}
    for who in ("head", "block_head", "executor"):
        rows = workload(loaded.actor(who), now)
        seen[who] = {each.person for row in rows for each in row.people}
    assert loaded.executor in seen["head"] & seen["block_head"]
    assert seen["executor"] == {loaded.executor}
    rows = workload(actor_for(outside), now)
    (city,) = (row for row in rows if row.block == loaded.block)
    assert (city.people, city.staff > 0, city.load.came) == ([], True, 57)
