"""«У меня тоже»: similar open problems before sending, only when it is certain enough."""

import pytest
from django.test import Client
from django.urls import reverse

from mcu.cases.actions.likeness import fill_in
from mcu.cases.actions.problem import open_problem
from mcu.cases.models import Case, Problem
from mcu.portal.models import Support
from mcu.portal.queries.codes import new_key

PIT = "На улице Полевой у дома 14 огромная яма, машины бьют колёса"
WHERE = "улица Полевая, 14"


@pytest.fixture
def problem(town, portal) -> Problem:
    """Two messages about one pit."""
    place = {"settlement": "Заречный", "street": "улица Полевая", "house": "14"}
    cases = [town.case(PIT, **place), town.case(f"{PIT}. Сделайте что-нибудь", **place)]
    Case.objects.update(topic=town.topic, topic_confirmed=True)
    fill_in(place=town.place)
    return open_problem(municipality=town.place, cases=cases, by=portal.by).problem


def ask(portal, **given) -> str:
    url = reverse("portal:check", args=[portal.code])
    return Client().post(url, {"text": PIT, "address": WHERE} | given).content.decode()


def test_a_certain_likeness_is_shown_without_anybodys_words(portal, problem):
    shown = ask(portal)
    assert "У меня тоже" in shown
    assert "Ямы на дорогах" in shown
    assert "колёса" not in shown
    assert "дома 14" not in shown


@pytest.mark.parametrize(
    "given",
    [
        {"address": "улица Мира, 3", "text": "На улице Мира, 3 не горит фонарь второй день"},
        {"address": ""},
        {"text": "У дома 90 по Полевой яма", "address": "улица Полевая, 90"},
        {"text": "Когда откроют детский сад на Полевой"},
    ],
)
def test_what_is_not_certain_is_not_shown(portal, problem, given):
    assert "У меня тоже" not in ask(portal, **given)


def test_joining_counts_once_and_makes_no_case(portal, problem, door):
    value = ask(portal).split('name="join" value="')[1].split('"')[0]
    key = new_key()
    for _ in range(2):
        page = door(text="", join=value, key=key)
        assert page.status_code == 200
        assert "3\xa0человека" in page.content.decode()
    assert Support.objects.count() == 1
    assert Case.objects.count() == 2


def test_a_forged_or_late_join_is_refused_and_the_text_stays(portal, problem, door):
    Problem.objects.update(state="checked")
    value = ask(portal)
    assert "У меня тоже" not in value
    page = door(text=PIT, join="forged")
    assert page.status_code == 422
    assert "Форма устарела" in page.content.decode()
    assert PIT in page.content.decode()
    assert not Support.objects.exists()


def test_without_scripts_the_hint_comes_before_sending(portal, problem, door):
    page = door(text=PIT, address=WHERE, checked="")
    assert "У меня тоже" in page.content.decode()
    assert Case.objects.count() == 2
    assert door(text=PIT, address=WHERE).status_code == 200
    assert Case.objects.count() == 3
