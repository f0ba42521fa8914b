"""A case names its object: by the card, by the operator's form, by the portal; the map shows layers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.object import name_object
from mcu.cases.models import Case, NamedObject, SaidPoint
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import program
from mcu.territory.actions.areas import open_areas, put_in_force
from mcu.territory.actions.keeping import add_layer
from mcu.territory.models import MapObject
from mcu.territory.tests.files import BORDER, VILLAGE, area, collection

MAP = "/cases/map/"


@pytest.fixture
def lamps(town) -> list[MapObject]:
    by = program(town.place.pk)
    layer = add_layer(municipality=town.place, name="Фонари", icon="lightbulb", public=True, by=by)
    return [
        MapObject.objects.create(
            municipality=town.place, layer=layer, number=str(n), address=f"улица Мира, {n}",
            lat=54.1, lon=46.1 + n / 10_000,
        )
        for n in (1, 2, 12)
    ]  # fmt: skip


@pytest.fixture
def borders(town, files_folder) -> None:
    by = program(town.place.pk)
    for kind, ring, name in (("outline", BORDER, ""), ("settlement", VILLAGE, "село Ключи")):
        file = collection(area(ring, name=name))
        found = open_areas(municipality=town.place, kind=kind, name="г", chunks=[file], by=by)
        put_in_force(found=found, by=by)


def test_the_card_offers_what_stands_near_and_names_it(town, web, lamps):
    case = town.case("Не горит фонарь")
    SaidPoint.objects.create(case=case, lat=54.1, lon=46.1001)
    card = web.head.get(reverse("cases:where", args=[case.pk]))
    assert "№ 1, 0 м" in card.content.decode()
    web.head.post(reverse("cases:object", args=[case.pk]), {"object": f"#{lamps[0].pk}"})
    assert NamedObject.objects.get(case=case).object == lamps[0]
    entry = JournalEntry.objects.get(action="case.object")
    assert entry.after["object"] == "Фонари: № 1, улица Мира, 1"
    page = web.head.get(reverse("cases:map-object", args=[lamps[0].pk])).content.decode()
    assert reverse("cases:card", args=[case.pk]) in page
    listed = web.head.get(reverse("cases:feed"), {"object": lamps[0].pk}).content.decode()
    assert case.number in listed
    assert "объект: № 1, Фонари" in listed
    assert case.number not in web.head.get(reverse("cases:feed"), {"object": lamps[1].pk}).content.decode()  # fmt: skip
    web.head.post(reverse("cases:object", args=[case.pk]), {"object": ""})
    assert not NamedObject.objects.exists()


def test_an_object_is_found_by_its_number_and_words_that_fit_several_say_so(town, web, lamps):
    found = web.head.get(reverse("cases:objects"), {"q": "мира 12"}).content.decode()
    listed = [f"/cases/objects/{lamp.pk}/" in found for lamp in lamps]
    assert listed == [False, False, True]
    case = town.case()
    where = reverse("cases:object", args=[case.pk])
    web.head.post(where, {"object": "№ 12"})
    assert NamedObject.objects.get().object == lamps[2]
    many = web.head.post(where, {"object": "Мира"})
    assert "несколько" in many.content.decode()
    none = web.head.post(where, {"object": "№ 99"})
    assert "нет в слоях" in none.content.decode()
    with pytest.raises(RuleViolation):
        name_object(case=case, found=MapObject(pk=1, municipality_id=0), by=program(town.place.pk))


def test_the_operator_names_an_object_and_a_point_and_is_told_of_the_border(
    town, web, lamps, borders
):
    told = web.head.post(reverse("cases:register-similar"), {"text": "", "point": "54.1, 46.1001"})
    assert "№ 1" in told.content.decode()
    beyond = web.head.post(reverse("cases:register-similar"), {"point": "60 46"}).content.decode()
    assert "за границей муниципалитета" in beyond
    given = {
        "channel": "phone", "text": "Не горит", "point": "54.07; 46.07", "object": "12",
        "importance": "normal", "system": "own", "again": "1",
        "received_at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    answer = web.head.post(reverse("cases:register"), given)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get()
    assert (case.settlement, case.named_object.object) == ("село Ключи", lamps[2])
    assert (case.said_point.lat, case.said_point.lon) == (54.07, 46.07)
    wrong = web.head.post(reverse("cases:register"), given | {"point": "где-то", "object": "99"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Это не точка" in page
    assert "нет в слоях" in page


def test_layers_are_switched_on_the_map_and_borders_drawn_without_any_case(
    town, web, lamps, borders
):
    off = web.head.get(MAP).content.decode()
    assert 'class="border outline"' in off
    assert 'class="mark"' not in off
    layer = lamps[0].layer_id
    with CaptureQueriesContext(connection) as few:
        near = web.head.get(MAP, {"layer": layer, "at": "54.1,46.1001", "z": "18"}).content.decode()
    assert reverse("cases:map-object", args=[lamps[0].pk]) in near
    far = web.head.get(MAP, {"layer": layer, "at": "54.1,46.1", "z": "10"}).content.decode()
    assert "Фонари: 3 рядом" in far
    for n in range(20):
        MapObject.objects.create(
            municipality=town.place, layer_id=layer, number=f"n{n}", lat=54.1, lon=46.1 + n / 1e4
        )
    with CaptureQueriesContext(connection) as many:
        web.head.get(MAP, {"layer": layer, "at": "54.1,46.1001", "z": "18"})
    assert len(many) <= len(few)
    assert "за границей" in web.head.get(MAP, {"at": "60,46", "z": "12"}).content.decode()


def test_filters_of_the_map_are_menus_that_keep_the_rest_of_the_address(town, web, lamps):
    page = web.head.get(MAP, {"layer": lamps[0].layer_id, "status": "all", "received_from": "2026-01-01"})  # fmt: skip
    text = page.content.decode()
    for name in ("topic", "block", "status", "received_from"):
        assert f'name="{name}"' in text
    assert f'<input type="hidden" name="layer" value="{lamps[0].layer_id}">' in text
    assert "с 01.01.2026" in text
    assert 'name="state"' in web.head.get(MAP, {"what": "problems"}).content.decode()
