"""The open page, its data, the widget, the poster: small numbers hidden, nothing of anybody."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.actions.problem import join, open_problem
from mcu.cases.models import Problem
from mcu.core.errors import RuleViolation
from mcu.places.rules.public import coarse
from mcu.portal.models import PortalSetup
from mcu.portal.rules.drawing import HEIGHT, WIDTH, dots, frame
from mcu.portal.rules.setup import checked_frames
from mcu.portal.rules.small import shown, without_small


def get(portal, name: str, *more: str) -> str:
    answer = Client().get(reverse(f"portal:{name}", args=[portal.code, *more]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def lived(town, portal):
    cases = [
        town.case(f"На Полевой яма номер {n}, сосед Бобров знает", street="улица Полевая",
                  settlement="Заречный", house="14") for n in range(6)
    ]  # fmt: skip
    open_problem(municipality=town.place, cases=cases[:2], by=portal.by, title="=cmd()")
    return cases


def test_the_page_of_the_town_tells_numbers_and_nobody(portal, lived):
    page = get(portal, "town")
    assert "<b>6</b>в работе сейчас" in page
    assert "менее 5" not in page
    assert "Бобров" not in page
    assert ", 14" not in page, "the house of two voices is nobody's business"


def test_a_small_number_is_hidden_everywhere(portal, town):
    town.case()
    assert "<b>менее 5</b>в работе сейчас" in get(portal, "town")
    assert '"messages": 1' not in get(portal, "table", "months", "json")


def test_open_data_are_described_and_no_formula(portal, lived):
    assert "csv" in get(portal, "data")
    rows = json.loads(get(portal, "table", "problems", "json"))["rows"]
    assert [(row["place"], row["voices"]) for row in rows] == [("улица Полевая, Заречный", None)]
    table = get(portal, "table", "problems", "csv")
    assert table.startswith("\ufeffnumber;topic")
    assert (
        Client().get(reverse("portal:table", args=[portal.code, "people", "csv"])).status_code
        == 404
    )


def test_the_widget_stands_only_on_the_sites_that_were_named(portal):
    url = reverse("portal:widget", args=[portal.code])
    assert "frame-ancestors 'none'" in Client().get(url)["Content-Security-Policy"]
    PortalSetup.objects.update(frames=["https://adm.example.ru"])
    answer = Client().get(url)
    assert "frame-ancestors https://adm.example.ru" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    other = Client().get(reverse("portal:send", args=[portal.code]))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_the_poster_leads_to_the_form_with_its_place(portal, settings):
    settings.MCU_URL = "https://mcu.example"
    url = reverse("portal:poster", args=[portal.code])
    page = Client().get(url, {"address": "улица Мира, 3"}).content.decode()
    assert "<svg" in page
    assert "https://mcu.example/portal/" in page
    form = Client().get(reverse("portal:send", args=[portal.code]), {"address": "улица Мира, 3"})
    assert 'value="улица Мира, 3"' in form.content.decode()


def test_what_is_not_there_is_said_in_the_frame_of_residents(portal):
    base = reverse("portal:send", args=[portal.code])
    for path in (f"{base}nothing/", reverse("portal:table", args=[portal.code, "people", "csv"])):
        answer = Client().get(path)
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "Такой страницы на портале нет" in page
        assert f'href="{base}"' in page, "the way back is the portal of the same town"
        assert "Пульт МЦУ" not in page
    page = Client().get("/portal/nowhere/town/").content.decode()
    assert 'class="portal"' in page
    assert "Такой страницы на портале нет" not in Client().get("/nothing/").content.decode()


def test_a_form_too_old_is_refused_in_the_frame_of_residents(portal):
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post(reverse("portal:send", args=[portal.code]), {"text": "Яма на дороге"})
    assert answer.status_code == 403
    assert "Форма устарела" in answer.content.decode()
    assert 'class="portal"' in answer.content.decode()


def test_a_point_by_few_is_shown_much_coarser_than_one_by_many(portal, lived):
    problem = Problem.objects.get()
    Problem.objects.update(latitude=55.12345, longitude=37.54321)
    rows = json.loads(get(portal, "table", "problems", "json"))["rows"]
    assert (rows[0]["lat"], rows[0]["lon"]) == (55.125, 37.54)
    join(problem=problem, cases=lived[2:], by=portal.by)
    rows = json.loads(get(portal, "table", "problems", "json"))["rows"]
    assert (rows[0]["lat"], rows[0]["lon"]) == (55.123, 37.543)


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_a_coarse_point_is_near_and_says_nothing_more_when_said_again(lat, lon):
    found = coarse(lat, lon)
    assert abs(found[0] - lat) <= 0.0026
    assert abs(found[1] - lon) <= 0.0051
    assert coarse(*found) == found


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (1, "менее 5"), (4, "менее 5"), (5, "5")])
def test_a_number_below_the_threshold_is_not_told(value, words):
    assert shown(value, 5) == words


def test_a_single_hidden_cell_takes_another_with_it():
    assert without_small({"a": 2, "b": 9, "c": 30}, 5) == {"a": None, "b": None, "c": 30}
    assert without_small({"a": 2, "b": 3, "c": 30}, 5) == {"a": None, "b": None, "c": 30}


def test_the_drawing_holds_every_point_with_the_north_above():
    points = [(55.0, 37.0), (55.2, 37.5), (55.1, 37.1)]
    found = frame(points)
    assert found
    drawn = dots(found, [(point, "soon", "") for point in points])
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in drawn)
    assert drawn[1].y < drawn[0].y
    assert frame([]) is None


@pytest.mark.parametrize(
    "origin",
    ["http://adm.example.ru", "https://", "*", "https://a.ru/path", "https://a.ru;script-src"],
)
def test_only_a_site_may_hold_the_widget(origin):
    with pytest.raises(RuleViolation):
        checked_frames(origin)
