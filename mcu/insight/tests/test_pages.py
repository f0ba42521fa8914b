"""Growth, seasons, the picture of problems and weak sides, through their pages."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from mcu.analytics.rules.summary import Period
from mcu.cases.actions.problem import open_problem
from mcu.cases.models import Case, Term
from mcu.coordination.tests.conftest import drafted
from mcu.core.models import JournalEntry
from mcu.core.tables import open_table
from mcu.insight.models import Improvement
from mcu.insight.queries.growth import growth
from mcu.insight.queries.seasons import addresses, resonances
from mcu.insight.tests.conftest import messages
from mcu.org.rules.roles import Role
from mcu.places.models import KnownPlace
from mcu.tasks.models import Task
from tests.world.town import hire


def some(town, system: str, *days: int, **given) -> list[Case]:
    """A message so many days ago for each number."""
    today = timezone.localdate()
    made = [
        one
        for ago in days
        for one in messages(town, today - timedelta(days=ago), 1, system=system, **given)
    ]
    return Case.objects.bulk_create(made)


@pytest.mark.row(60)
@pytest.mark.row(61)
@pytest.mark.parametrize("system", ["pos", "incident"])
def test_the_growth_of_a_channel_is_taken_apart_into_parts_that_add_up(town, sign_in, system):
    other = "incident" if system == "pos" else "pos"
    some(town, system, 1, 2, 3, 40, street="Мира", house="1", settlement="Луговое")
    some(town, system, 4, 5, body=town.housing)
    some(town, other, 1, 2, 3, 4, 5, 6, 7)
    today = timezone.localdate()
    period = Period(today - timedelta(days=29), today)
    found = growth(town.actor(), town.place, period, "before", system)
    assert (found.count_before, found.count_now) == (1, 5)
    assert [cut.change for cut in found.cuts] == [4] * 4
    by_cut = {cut.code: {part.name: part.change for part in cut.parts} for cut in found.cuts}
    assert by_cut["settlement"] == {"Луговое": 2, "Заречный": 2}
    assert by_cut["body"][str(town.housing)] == 2
    assert by_cut["repeated"]["повторные: то же место и тема за 90 дней"] == 3
    client = sign_in(town.head)
    page = client.get(reverse("insight:growth"), {"system": system}).content.decode()
    assert "Поступило 5\N{NO-BREAK SPACE}сообщений, в периоде сравнения 1: +4" in page
    file = client.get(reverse("insight:growth-export"), {"system": system})
    rows = list(open_table(BytesIO(b"".join(file.streaming_content)), "р.xlsx").rows())
    assert sum(row[4] for row in rows if row[0] == "Темы" and row[1] != "Всего") == 4


@pytest.mark.parametrize("page", ["insight:growth", "insight:picture", "insight:weak"])
@pytest.mark.parametrize("given", [{"since": "0001-01-01"}, {"until": "9999-12-31"}])
def test_a_year_nobody_means_is_told_beside_the_days(town, sign_in, page, given):
    answer = sign_in(town.head).get(reverse(page), given)
    assert answer.status_code == 422
    assert "1900" in answer.content.decode()


def test_the_region_reads_growth_and_seasons_rounded_and_no_message(town, sign_in):
    some(town, "pos", *range(1, 9), settlement="Луговое")
    some(town, "pos", 2, settlement="Одинокое")
    client = sign_in(hire(town.place, Role.REGIONAL, "region", "roads"))
    page = client.get(reverse("insight:growth"))
    found = page.context["growth"]
    numbers = [n for cut in found.cuts for part in cut.parts for n in (part.before, part.now)]
    assert [n % 5 for n in (found.count_before, found.count_now, *numbers)].count(0) == len(
        numbers
    ) + 2
    assert {part.name for part in found.cuts[1].parts} == {"Луговое"}
    assert client.get(reverse("insight:growth-export")).status_code == 403
    seasons = client.get(reverse("insight:seasons"))
    assert (seasons.status_code, seasons.context["found"].seasons) == (200, [])
    assert reverse("cases:feed") + "?" not in seasons.content.decode() + page.content.decode()


@pytest.mark.row(63)
def test_seasons_show_the_year_the_spread_old_addresses_and_a_peak_that_becomes_a_task(
    town, sign_in
):
    for number in range(2):
        for ago in range(364 * (number + 1) - 30, 364 * (number + 1) - 8):
            some(town, "own", ago, street=f"Улица {ago % 5}")
    some(town, "own", 3, 40, 80, 120, 700, street="Мира", house="7")
    (loud,) = resonances(town.actor())
    assert (loud.topic, loud.streets, loud.authors) == (town.topic, 6, 0)
    (old,) = addresses(town.actor())
    assert (old.place, old.count, old.months >= 3) == ("Мира, 7, Заречный", 4, True)
    client = sign_in(town.head)
    page = client.get(reverse("insight:seasons")).content.decode()
    assert "Мира, 7" in page
    url = reverse("insight:season-task", args=[town.topic.pk])
    assert url in page
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    given = {"what": "Проверить запас соли", "body": town.roads.pk, "due": due}
    assert client.post(url, given).status_code == 302
    task = Task.objects.get()
    assert f"Задача № {task.pk}" in client.get(reverse("insight:seasons")).content.decode()


@pytest.mark.row(58)
def test_the_picture_says_what_where_how_many_since_when_who_and_what_is_done(town, sign_in):
    cases = some(town, "own", 2, 5, 9) + some(town, "own", 100)
    some(town, "own", 3, settlement="Луговое", body=town.housing)
    problem = open_problem(municipality=town.place, cases=cases[:2], by=town.actor()).problem
    client = sign_in(town.head)
    page = client.get(reverse("insight:picture")).content.decode()
    first = (timezone.localdate() - timedelta(days=9)).strftime("%d.%m.%Y")
    for said in (
        str(town.topic),
        "Заречный",
        "Луговое",
        "было 1",
        first,
        f"Проблема № {problem.number}",
    ):
        assert said in page
    url = reverse("insight:picture-export")
    file = client.get(url, {"format": "docx"})
    table = Document(BytesIO(b"".join(file.streaming_content))).tables[0]
    words = [cell.text for cell in table.rows[1].cells]
    assert words[0].endswith("Заречный")
    assert words[1] == "3 (было 1)"
    assert f"Проблема № {problem.number}" in words[5]
    rows = list(open_table(BytesIO(b"".join(client.get(url).streaming_content)), "к.xlsx").rows())
    assert [row[2] for row in rows[1:]] == [3, 1]
    KnownPlace.objects.create(
        municipality=town.place, kind="settlement", name="Луговое", settlement="Луговое"
    )
    there = client.get(reverse("insight:picture"), {"settlement": "Луговое"}).context["picture"]
    assert [(row.settlement, row.count) for row in there.rows] == [("Луговое", 1)]


@pytest.mark.row(64)
def test_a_weak_side_is_accepted_as_a_task_or_a_point_of_a_road_map_or_refused(town, sign_in):
    now = timezone.now()
    late = some(town, "own", *range(5, 25), body=town.roads)
    good = some(town, "own", *range(5, 45), body=town.housing)
    for case, met in [(case, None) for case in late] + [(case, case.received_at) for case in good]:
        Term.objects.create(
            case=case, kind="answer", started_at=case.received_at, met_at=met,
            due_at=min(now, case.received_at + timedelta(days=1)),
        )  # fmt: skip
    client, url = sign_in(town.head), reverse("insight:weak")
    page = client.get(url).content.decode()
    assert "ответы позже срока — 100 % (20 из 20), в среднем по органам 33 %" in page
    door = f"{reverse('insight:weak-accept')}?weakness=overdue&of={town.roads.pk}"
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    given = {"what": "Разобрать просрочки", "body": town.roads.pk, "due": due}
    client.post(door, given)
    row = Improvement.objects.get()
    assert (row.state, row.task.title) == ("accepted", "Разобрать просрочки")
    assert "100 % (20 из 20)" in client.get(url).content.decode()
    assert client.post(door, given).status_code == 302  # decided already: nothing more is set
    assert Task.objects.count() == 1
    row.delete()
    road_map = drafted(town)
    client.post(door, given | {"road_map": road_map.pk})
    assert road_map.points.get().what == "Разобрать просрочки"
    Improvement.objects.all().delete()
    client.post(door.replace("accept", "refuse"), {"words": "Отпуска"})
    assert Improvement.objects.get().reason == "Отпуска"
    assert JournalEntry.objects.filter(action="improvement.refuse").count() == 1
