"""The open page, its data, the widget, the poster: small numbers hidden, nothing of anybody."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from mcu.cases.actions.problem import open_problem
from mcu.core.errors import RuleViolation
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
