"""A layer from its name to its objects: shown first, taken in, replaced, undone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mcu.cases.actions.object import keep_object
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import program
from mcu.territory.actions.areas import open_areas, put_in_force
from mcu.territory.actions.importing import open_import, plan_of, take_import, undo_import
from mcu.territory.actions.keeping import add_layer, remove_layer
from mcu.territory.actions.objects import put_object
from mcu.territory.models import AreaSet, LayerImport, MapObject
from mcu.territory.queries.areas import territory_of
from mcu.territory.queries.layers import close_to
from mcu.territory.tests.files import BORDER, VILLAGE, area, collection, feature

FIRST = collection(
    feature(46.1, 54.1, ref="12", name="Фонарь", мощность=60),
    feature(46.1001, 54.1, ref="13"),
    feature(5134000, 7200000, ref="14"),
    feature(46.1, 54.1, ref="12"),
)


@pytest.fixture
def layer(town):
    return add_layer(municipality=town.place, name="Фонари", icon="lightbulb", by=_by(town))


def _by(town):
    return program(town.place.pk)


def _taken(town, layer, content: bytes, name="фонари.geojson", replaces=False) -> LayerImport:
    run = open_import(layer=layer, name=name, chunks=[content], by=_by(town), replaces=replaces)
    return take_import(run=run, by=_by(town))


def _standing(layer) -> set[str]:
    return set(MapObject.objects.filter(layer=layer, gone_at=None).values_list("number", flat=True))


def test_a_file_is_shown_taken_in_and_the_bad_rows_say_why(web, town, layer, files_folder):
    url = reverse("territory:layer-upload", args=[layer.pk])
    answer = web.head.post(url, {"file": SimpleUploadedFile("ф.geojson", FIRST)}, follow=True)
    page = answer.content.decode()
    assert "WGS 84" in page
    assert "уже был в строке 1" in page
    assert not MapObject.objects.exists(), "nothing is taken before it is looked at"
    run = LayerImport.objects.get()
    web.head.post(reverse("territory:layer-take", args=[run.pk]))
    lamp = MapObject.objects.get(number="12")
    assert (lamp.title, lamp.lat, lamp.lon, lamp.facts) == (
        "Фонарь",
        54.1,
        46.1,
        {"мощность": "60"},
    )
    run.refresh_from_db()
    assert (run.added, run.rejected, run.file_key) == (2, 2, "")
    assert web.head.get(reverse("territory:layer-rejects", args=[run.pk])).status_code == 200
    again = web.head.post(reverse("territory:layer-take", args=[run.pk]))
    assert again.status_code == 422
    out = web.head.get(reverse("territory:layer-export", args=[layer.pk, "geojson"]))
    assert _taken(town, layer, out.content).same == 2, "what went out comes in as the same"


def test_a_table_replaces_the_layer_and_undoing_gives_it_back(town, layer, files_folder):
    _taken(town, layer, FIRST)
    table = "Номер;Название;Широта;Долгота\n13;Новый;54,2;46.1\n15;;54.1;46.1\n".encode()
    run = _taken(town, layer, table, "ф.csv", replaces=True)
    assert (run.added, run.changed, run.removed) == (1, 1, 1)
    assert _standing(layer) == {"13", "15"}
    assert undo_import(run=run, by=_by(town)) == (2, 1)
    assert _standing(layer) == {"12", "13"}
    assert MapObject.objects.get(number="13").lat == 54.1
    with pytest.raises(RuleViolation, match="последнюю"):
        undo_import(run=run, by=_by(town))


def test_columns_are_chosen_by_a_person(web, town, layer, files_folder):
    table = "КодСветильника;Широта;Долгота\nА1;54.1;46.1\n".encode()
    run = open_import(layer=layer, name="т.csv", chunks=[table], by=_by(town))
    assert plan_of(run).rejects[0].reason.startswith("Нет ни номера")
    given = {"number": "КодСветильника", "lat": "Широта", "lon": "Долгота"}
    web.head.post(reverse("territory:layer-columns", args=[run.pk]), given)
    run.refresh_from_db()
    assert plan_of(run).added == 1
    web.head.post(reverse("territory:layer-columns", args=[run.pk]), {"number": "нет такого"})
    run.refresh_from_db()
    assert run.columns["number"] == "КодСветильника"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "нет ни одного объекта"),
        ("a.geojson", b'{"type": "FeatureCollection", "fea', "испорчен"),
        ("a.geojson", b'{"features": [' + "Ё".encode("cp1251"), "UTF-8"),
        ("a.csv", "номер;цвет\n1;синий\n".encode(), "широта"),
        ("a.exe", b"MZ\x90", "программа"),
        ("a.csv", b"", "пуст"),
    ],
)  # fmt: skip
def test_a_file_of_no_use_is_refused_at_once(town, layer, files_folder, name, content, words):
    with pytest.raises(RuleViolation, match=words):
        open_import(layer=layer, name=name, chunks=[content], by=_by(town))
    assert not LayerImport.objects.exists()


def test_an_object_named_in_a_case_is_not_lost(town, layer, files_folder):
    _taken(town, layer, FIRST)
    keep_object(town.case("Не горит фонарь"), MapObject.objects.get(number="12"))
    with pytest.raises(RuleViolation, match="названы в сообщениях"):
        remove_layer(layer=layer, by=_by(town))
    other = add_layer(municipality=town.place, name="Урны", icon="trash-2", by=_by(town))
    with pytest.raises(RuleViolation, match="уже есть"):
        add_layer(municipality=town.place, name="Урны", icon="trash-2", by=_by(town))
    remove_layer(layer=other, by=_by(town))


def test_only_the_nearest_are_near_and_residents_see_public_ones(town, layer, files_folder):
    _taken(town, layer, FIRST)
    near = close_to(town.place.pk, 54.1, 46.1)
    assert [(each.object.number, each.metres) for each in near] == [("12", 0), ("13", 7)]
    assert close_to(town.place.pk, 54.1, 46.1, public=True) == []
    assert close_to(town.place.pk, 54.2, 46.1) == []


def test_borders_are_looked_at_put_in_force_and_brought_back(web, town, files_folder):
    page = reverse("territory:territory")
    file = SimpleUploadedFile("б.geojson", collection(area(BORDER, name="Район"), feature(1, 1)))
    shown = web.head.post(page, {"kind": "outline", "file": file}, follow=True).content.decode()
    assert "<path d=" in shown
    assert "Polygon или MultiPolygon" in shown
    first = AreaSet.objects.get()
    assert territory_of(town.place.pk).where((60, 46)).inside is None, "a draft says nothing yet"
    web.head.post(reverse("territory:areas-set", args=[first.pk]))
    assert territory_of(town.place.pk).where((60, 46)).outside
    assert territory_of(town.place.pk).where((54.1, 46.1)).inside
    second = open_areas(
        municipality=town.place, kind="outline", name="в", chunks=[collection(area(VILLAGE))],
        by=_by(town),
    )  # fmt: skip
    put_in_force(found=second, by=_by(town))
    assert territory_of(town.place.pk).where((54.15, 46.15)).outside
    web.head.post(reverse("territory:areas-set", args=[first.pk]))
    assert territory_of(town.place.pk).where((54.15, 46.15)).inside
    web.head.post(reverse("territory:areas-clear", args=[first.pk]))
    assert territory_of(town.place.pk).where((60, 46)).inside is None
    wrong = web.head.post(page, {"kind": "outline", "file": SimpleUploadedFile("т.csv", b"a;b")})
    assert "не GeoJSON" in wrong.content.decode()


def test_a_layer_in_metres_or_upside_down_is_told_of(town, layer, files_folder):
    set_ = open_areas(
        municipality=town.place, kind="outline", name="а", chunks=[collection(area(BORDER))],
        by=_by(town),
    )  # fmt: skip
    put_in_force(found=set_, by=_by(town))
    file = collection(feature(54.1, 46.1, ref="1"), feature(47, 55, ref="2"))
    run = open_import(layer=layer, name="ф", chunks=[file], by=_by(town))
    plan = plan_of(run)
    assert [row.reason for row in plan.rejects] == [
        "Широта и долгота перепутаны местами: точка далеко от муниципалитета."
    ]
    assert (plan.added, plan.outside) == (1, 1)


def test_an_object_is_added_mended_taken_off_and_brought_back_by_hand(web, town, layer):
    add = reverse("territory:object-add", args=[layer.pk])
    wrong = web.head.post(add, {"number": "7", "point": "не знаю"})
    assert wrong.status_code == 422
    assert 'value="не знаю"' in wrong.content.decode()
    nameless = web.head.post(add, {"point": "54.1, 46.1"})
    assert "Впишите номер или название" in nameless.content.decode()
    web.head.post(add, {"number": "7", "address": "Полевая, 5", "point": "54.1, 46.1"})
    again = web.head.post(add, {"number": "7", "point": "54.2, 46.2"})
    assert "уже есть" in again.content.decode()
    lamp = MapObject.objects.get()
    listed = reverse("territory:objects", args=[layer.pk])
    assert "Полевая, 5" in web.head.get(listed, {"q": "полевая"}).content.decode()
    web.head.post(
        reverse("territory:object", args=[lamp.pk]), {"number": "8", "point": "54.3 46.3"}
    )
    lamp.refresh_from_db()
    assert (lamp.number, lamp.lat, lamp.lon) == ("8", 54.3, 46.3)
    standing = reverse("territory:object-standing", args=[lamp.pk])
    web.head.post(standing)
    assert "Ничего не нашлось" in web.head.get(listed, {"q": "8"}).content.decode()
    assert "снят" in web.head.get(listed, {"gone": "1"}).content.decode()
    web.head.post(standing, {"back": "1"})
    assert _standing(layer) == {"8"}


def test_undoing_a_file_leaves_what_was_mended_by_hand_since(town, layer, files_folder):
    run = _taken(
        town, layer, collection(feature(46.1, 54.1, ref="1"), feature(46.2, 54.2, ref="2"))
    )
    mended = MapObject.objects.get(number="1")
    put_object(
        layer=layer, found=mended, by=_by(town), number="1", title="Столб", point=(54.1, 46.1)
    )
    undo_import(run=run, by=_by(town))
    assert _standing(layer) == {"1"}
