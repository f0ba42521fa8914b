"""«У меня тоже»: similar open problems before sending, only when it is certain enough."""

import pytest
from django.test import Client
from django.urls import reverse

from mcu.cases.actions.likeness import fill_in
from mcu.cases.actions.problem import open_problem
from mcu.cases.models import Case, NamedObject, Problem
from mcu.org.rules.roles import program
from mcu.portal.models import Support
from mcu.portal.queries.codes import new_key
from mcu.territory.actions.areas import open_areas, put_in_force
from mcu.territory.actions.keeping import add_layer
from mcu.territory.models import MapObject
from mcu.territory.tests.files import BORDER, area, collection

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


def test_an_object_near_the_point_is_offered_and_a_point_abroad_told_of(portal, door, files_folder):
    by = program(portal.place.pk)
    layer = add_layer(
        municipality=portal.place, name="Фонари", icon="lightbulb", public=True, by=by
    )
    lamp = MapObject.objects.create(
        municipality=portal.place, layer=layer, number="7", lat=54.1, lon=46.1
    )
    set_ = open_areas(
        municipality=portal.place,
        kind="outline",
        name="г",
        chunks=[collection(area(BORDER))],
        by=by,
    )
    put_in_force(found=set_, by=by)
    given = {"text": "Не горит фонарь ночью", "lat": "54.1", "lon": "46.1001", "checked": ""}
    page = door(**given).content.decode()
    assert f'name="object" value="{lamp.pk}"' in page
    assert "Точка не в муниципалитете" not in page
    assert not Case.objects.exists(), "it is asked first"
    door(**given | {"checked": "1", "object": str(lamp.pk)})
    case = Case.objects.get()
    assert case.named_object.object == lamp
    away = given | {"lat": "60"}
    assert "Точка не в муниципалитете" in door(**away).content.decode()
    door(**away | {"checked": "1", "object": str(lamp.pk)})
    assert Case.objects.latest("pk").said_point.lat == 60
    assert not NamedObject.objects.exclude(case=case).exists(), "only what stands near is named"
