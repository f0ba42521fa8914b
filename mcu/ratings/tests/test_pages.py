"""The page, the command and the papers of ratings: the same numbers, rights inside, each opened."""

import json
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from mcu.analytics.actions import mart as keeping
from mcu.analytics.queries import facts
from mcu.analytics.rules.kpi import BY_CODE as KPI
from mcu.cases.rules.feed import FeedFilter
from mcu.org.rules.roles import Role, program
from mcu.ratings import actions, queries
from mcu.ratings.rules.method import DEFAULT
from mcu.ratings.tests.conftest import last_month

PAGE, CASES = reverse("ratings:board"), reverse("ratings:cases")


def rows(response):
    return {line.name: line.scored for line in response.context["lines"]}


def names(town):
    return {code: str(body) for code, body in town.bodies.items()}


@pytest.mark.row(76, 77, 78)
def test_bodies_are_compared_over_all_channels_and_in_each_apart(town):
    """Quantity, quality, speed and completeness; ПОС and «Инцидент» are ratings of their own."""
    client, name = town.client(Role.HEAD_OF_CENTRE), names(town)
    everything = client.get(PAGE)
    found = rows(everything)
    assert list(found) == [name["water"], name["roads"]]
    assert [found[name["water"]].place, found[name["roads"]].place] == [1, 2]
    assert found[name["water"]].cases == 8
    assert {part.aspect for part in everything.context["parts"]} == {
        "скорость",
        "качество",
        "полнота",
    }
    assert [line.name for line in everything.context["others"]] == [name["school"]]
    assert "меньше 2 сообщений" in everything.content.decode()
    pos, incident = (client.get(PAGE, {"scope": scope}) for scope in ("pos", "incident"))
    assert {n: s.cases for n, s in rows(pos).items()} == {name["water"]: 6}
    assert {n: s.cases for n, s in rows(incident).items()} == {name["roads"]: 5}
    assert rows(pos)[name["water"]].part("in_time").value == 100


@pytest.mark.row(79)
def test_a_score_opens_its_formula_its_parts_and_its_cases_worst_first(town):
    """Quantity, terms and completeness on the merits; three of four late cases are on the list."""
    client, roads = town.client(Role.HEAD_OF_CENTRE), town.bodies["roads"]
    page = client.get(reverse("ratings:body", args=[roads.pk]))
    row, parts = page.context["row"], page.context["parts"]
    assert row.cases == 10
    assert sum(one["earned"].points for one in parts) == pytest.approx(row.score)
    in_time = next(one for one in parts if one["part"].code == "in_time")
    assert (in_time["earned"].value, in_time["earned"].base) == (50, 10)
    assert any("к 10 своим случаям добавлено 10 средних" in step for step in in_time["steps"])
    assert {one["part"].code for one in parts} == {"in_time", "term_used", "solved"}
    listed = client.get(CASES, {"body": roads.pk, "part": "in_time"})
    assert listed.context["total"] == 10
    values = [value for _, value in listed.context["rows"]]
    assert values == ["нет"] * 5 + ["да"] * 5
    used = client.get(CASES, {"body": roads.pk, "part": "term_used"}).context["rows"]
    assert [value for _, value in used] == ["150,0 %"] * 5 + ["60,0 %"] * 5


def test_the_numbers_are_those_of_slices_and_of_indicators(town):
    """In PostgreSQL, then in the mart; beside «Показатели» of the same month."""
    client = town.client(Role.HEAD_OF_CENTRE)
    period = last_month()
    asked = {"period": "last_month", "rows": "body", "measures": ["count", "in_time", "solved"]}
    before = rows(client.get(PAGE))
    for built in (False, True):
        if built:
            keeping.rebuild()
        grid = client.get(reverse("analytics:slices"), asked).context["grid"]
        assert grid.from_mart is built
        found = rows(client.get(PAGE))
        assert found == before
        for line in grid.lines:
            if line.head.label in found:
                count, in_time, solved = line.total
                row = found[line.head.label]
                assert row.cases == count.value
                assert row.part("in_time").value == pytest.approx(in_time.value)
                assert row.part("solved").value == pytest.approx(solved.value)
    told = facts(town.actor(Role.HEAD), town.place, FeedFilter(), period, timezone.now())
    board = queries.board(queries.counted(town.place, period, "all", "received"), DEFAULT)
    assert board.pools["solved"].whole.mean == pytest.approx(KPI["R1"].compute(told).value)
    assert board.pools["in_time"].whole.mean == pytest.approx(KPI["T1"].compute(told).value)


def test_other_weights_live_in_the_address_and_change_nothing_else(town):
    client, name = town.client(Role.HEAD_OF_CENTRE), names(town)
    only_solved = {f"w_{code}": "0" for code in DEFAULT.parts if code != "solved"}
    only_solved |= {"shrinks": "0", "levels": "0"}
    page = client.get(PAGE, only_solved)
    assert page.context["is_trial"]
    assert rows(page)[name["roads"]].score == 50
    assert [line.by_settings for line in page.context["lines"]] == [1, 2]
    assert queries.policy_of(town.place) == DEFAULT
    wrong = client.get(PAGE, {"w_in_time": "−5", "since": "2026-05-02", "until": "2026-05-01"})
    assert wrong.status_code == 422
    assert "Период кончается раньше" in wrong.content.decode()
    zeros = client.get(PAGE, {f"w_{code}": "0" for code in DEFAULT.weights})
    assert zeros.status_code == 422
    assert "Все веса нулевые" in zeros.content.decode()


def test_the_command_gives_the_numbers_of_the_page(town, capsys, tmp_path):
    page = rows(town.client(Role.HEAD_OF_CENTRE).get(PAGE))
    period = last_month()
    given = ["--municipality", town.place.code, "--period", f"{period.since:%Y-%m}"]
    call_command("rating", *given, "--format", "json")
    told = json.loads(capsys.readouterr().out)
    scores = {row["name"]: row["score"] for row in told["bodies"] if row["score"] is not None}
    assert scores == pytest.approx({name: row.score for name, row in page.items()})
    assert told["method"]["weights"]["in_time"] == 30
    call_command("rating", *given, "--weight", "solved=0", "--no-shrink")
    assert capsys.readouterr().out.startswith("1\t")
    call_command("rating", *given, "--format", "xlsx", "--out", str(tmp_path / "r.xlsx"))
    assert (tmp_path / "r.xlsx").stat().st_size > 4000


def test_a_rating_is_taken_out_with_how_it_was_counted(town):
    client, name = town.client(Role.HEAD_OF_CENTRE), names(town)
    book = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(client.get(reverse("ratings:export")).streaming_content))
    )
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[1][1:3] == [1, name["water"]]
    assert lines[1][5] == 8
    assert "Поправка на сложность тем" in str(book.get_sheet_by_index(1).to_python())
    word = client.get(reverse("ratings:export"), {"format": "docx"})
    document = Document(BytesIO(b"".join(word.streaming_content)))
    assert document.tables[0].rows[1].cells[1].text == name["water"]
    assert any("Поправка на малую выборку" in p.text for p in document.paragraphs)


def test_whoever_answers_for_a_block_sees_its_bodies_and_their_place_among_all(town):
    client, name = town.client(Role.BLOCK_HEAD), names(town)
    page = client.get(PAGE)
    assert set(rows(page)) == {name["water"], name["roads"]}  # the block of the city
    assert page.context["partial"]
    assert name["school"] not in page.content.decode()
    approver = town.client(Role.APPROVER)
    assert set(rows(approver.get(PAGE))) == {name["water"]}
    assert rows(approver.get(PAGE))[name["water"]].place == 1
    assert approver.get(reverse("ratings:body", args=[town.bodies["roads"].pk])).status_code == 404
    assert (
        approver.get(CASES, {"body": town.bodies["roads"].pk, "part": "in_time"}).status_code == 404
    )


def test_for_the_region_there_are_totals_and_no_names(town):
    page = town.client(Role.REGIONAL).get(PAGE)
    text = page.content.decode()
    assert not [name for name in names(town).values() if name in text]
    assert page.context["cases"] % 5 == 0
    assert sum(count for _, _, count in page.context["zones"]) == page.context["compared"] == 2
    assert town.client(Role.REGIONAL).get(reverse("ratings:body", args=[1])).status_code == 403


def test_the_settings_are_kept_journalled_and_senseless_ones_are_told(town):
    client, url = town.client(Role.HEAD_OF_CENTRE), reverse("ratings:settings")
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value is not False}
    assert client.post(url, given | {"w_in_time": "60", "kinds": ["branch"]}).status_code == 302
    method = queries.policy_of(town.place)
    assert (method.weights["in_time"], method.kinds) == (60, ("branch",))
    wrong = client.post(url, given | {"green": "50", "yellow": "60"})
    assert wrong.status_code == 422
    assert "жёлтая ниже зелёной" in wrong.content.decode()
    assert town.client(Role.CURATOR).get(url).status_code == 200
    assert town.client(Role.BLOCK_HEAD).get(url).status_code == 403


def test_the_page_takes_the_same_number_of_queries_whatever_the_bodies(
    town, django_assert_max_num_queries
):
    client = town.client(Role.HEAD_OF_CENTRE)
    actions.freeze(place=town.place, period=last_month(), by=program(town.place.pk))
    client.get(PAGE)
    with django_assert_max_num_queries(24):
        client.get(PAGE)
    with django_assert_max_num_queries(24):
        client.get(reverse("ratings:run", args=[queries.runs(town.place)[0].pk]))
