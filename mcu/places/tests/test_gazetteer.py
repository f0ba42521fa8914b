"""The gazetteer through its pages and its command: kept up, taken in, taken out, read by texts."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.actions import add_person, give_duty
from mcu.org.models import Municipality
from mcu.org.rules.roles import Role, program
from mcu.places.actions import add_place, change_place, remove_place, take_rows
from mcu.places.actions.importing import rows_of
from mcu.places.models import KnownHouse, KnownPlace, PlacesImport
from mcu.places.queries import gazetteer_for
from mcu.places.rules import PlaceRow, find_header, read_rows
from mcu.places.tests.test_rows import HOUSES, LINKS, OBJECTS
from mcu.text.places import find

TABLE = """что это;вид;название;населённый пункт;прежние названия;как ещё говорят;дома;широта;долгота;улица
населённый пункт;село;Ключи;;Троицкое;;;54.45;46.30;
улица;улица;Мира;Ключи;;;1-9;54.46;46.31;
дом;;5;Ключи;;;;54.461;46.311;улица Мира
дом;;7;Ключи;;;;;;улица Никакая
река;;Ока;;;;;;;
"""


@pytest.fixture
def place(db) -> Municipality:
    return Municipality.objects.create(code="town", name="Город")


@pytest.fixture
def admin(place) -> Client:
    by = program(place.pk)
    person = add_person(municipality=place, login="a", full_name="Тропинина Дарья", by=by)
    give_duty(person=person, role=Role.ADMINISTRATOR, by=by)
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"places:{name}", args=args)


def upload(client: Client, name: str, content: bytes, **more: str):
    file = io.BytesIO(content)
    file.name = name
    return client.post(url("upload"), {"file": file, **more})


def test_a_table_is_shown_taken_and_the_same_again_changes_nothing(admin, place):
    run = PlacesImport.objects.get(pk=upload(admin, "м.csv", TABLE.encode()).url.split("/")[-2])
    page = admin.get(url("import", run.pk)).content.decode()
    assert "Что это, непонятно" in page
    assert "Улицы «улица Никакая»" in page
    assert KnownPlace.objects.count() == 0
    admin.post(url("take", run.pk))
    run.refresh_from_db()
    assert (run.added, run.changed, run.rejected) == (3, 0, 2)
    again = PlacesImport.objects.get(pk=upload(admin, "м.csv", TABLE.encode()).url.split("/")[-2])
    admin.post(url("take", again.pk))
    again.refresh_from_db()
    assert (again.added, again.changed, again.same) == (0, 0, 3)
    assert admin.get(url("rejects", run.pk))["Content-Type"].endswith("sheet")


def test_a_house_taken_in_gives_texts_its_coordinates(place):
    rows = rows_of_text(TABLE)
    take_rows(municipality=place, rows=rows, by=program(place.pk))
    [found] = find("Троицкое, Мира 5, нет воды", gazetteer_for(place.pk))
    assert (found.settlement, found.street, found.house) == ("Ключи", "улица Мира", ("5",))
    assert found.point is not None
    assert (found.point.lat, found.point.of) == (54.461, "house")


def rows_of_text(text: str):
    lines = [line.split(";") for line in text.strip().splitlines()]
    numbered = list(enumerate(lines, start=1))
    return read_rows(numbered, find_header(numbered))


def gar() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("68/AS_ADDR_OBJ_20260101_x.XML", OBJECTS)
        archive.writestr("68/AS_MUN_HIERARCHY_20260101_x.XML", LINKS)
        archive.writestr("68/AS_HOUSES_20260101_x.XML", HOUSES)
        archive.writestr("68/AS_HOUSES_PARAMS_20260101_x.XML", "<nothing/>")
    return packed.getvalue()


def test_the_command_takes_an_extract_and_keeps_what_people_added(place, tmp_path, capsys):
    path = tmp_path / "gar.zip"
    path.write_bytes(gar())
    own = add_place(
        municipality=place, kind="street", type="улица", name="Мира", settlement="Ключи",
        synonyms=["Мирная"], lat=1.0, lon=2.0, by=program(place.pk),
    )  # fmt: skip
    call_command("places", "import", str(path), oktmo="68650", json=True)
    assert json.loads(capsys.readouterr().out) == {
        "new": 3, "updated": 1, "unchanged": 0, "rejected": 0,
    }  # fmt: skip
    own.refresh_from_db()
    assert (own.synonyms, own.lat, own.external) == (["Мирная"], 1.0, "20")
    assert KnownHouse.objects.get().number == "14Ак2"
    call_command("places", "import", str(path), oktmo="68650", json=True)
    assert json.loads(capsys.readouterr().out)["unchanged"] == 4


def test_a_renamed_street_of_an_extract_keeps_its_former_name(place, tmp_path):
    path = tmp_path / "gar.zip"
    path.write_bytes(gar())
    by = program(place.pk)
    take_rows(municipality=place, rows=rows_of(path, "gar.zip", "68650"), by=by)
    KnownPlace.objects.filter(external="20").update(name="Ленина")
    take_rows(municipality=place, rows=rows_of(path, "gar.zip", "68650"), by=by)
    street = KnownPlace.objects.get(external="20")
    assert (street.name, street.old) == ("Мира", ["Ленина"])


@pytest.mark.parametrize(
    ("content", "oktmo", "words"),
    [(gar(), "99999", "ничего нет"), (b"PK\x03\x04broken", "", "м.zip"), (b"", "", "уст")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(admin, content, oktmo, words):
    page = upload(admin, "м.zip", content, oktmo=oktmo)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not PlacesImport.objects.exists()


def test_a_place_is_added_changed_removed_and_the_journal_says_so(admin, place):
    given = {"kind": "street", "type": "улица", "name": "Новая", "settlement": "Ключи"}
    admin.post(url("add"), given | {"synonyms": "Новь, Новая линия"})
    row = KnownPlace.objects.get()
    assert row.synonyms == ["Новь", "Новая линия"]
    page = admin.post(url("place", row.pk), given | {"houses": "1-9", "lat": "54.1"})
    assert "обе координаты" in page.content.decode()
    admin.post(url("place", row.pk), given | {"houses": "1-9"})
    row.refresh_from_db()
    assert (row.houses, row.synonyms) == ("1-9", [])
    admin.post(url("remove", row.pk))
    codes = list(
        JournalEntry.objects.filter(action__startswith="place.").values_list("action", flat=True)
    )
    assert codes == ["place.add", "place.change", "place.remove"]


def test_the_page_asks_the_same_for_one_place_and_for_sixty(admin, place):
    by = program(place.pk)
    add_place(municipality=place, kind="settlement", type="село", name="Ключи", by=by)
    admin.get(url("list"))
    with CaptureQueriesContext(connection) as few:
        admin.get(url("list"))
    rows = (PlaceRow(0, "street", "улица", f"Полевая-{number}", "Ключи") for number in range(60))
    take_rows(municipality=place, rows=rows, by=by)
    with CaptureQueriesContext(connection) as many:
        page = admin.get(url("list"), {"page": "2"})
    assert len(few) == len(many)
    assert page.context["page"].paginator.count == 61
    assert "Полевая-7" in admin.get(url("list"), {"q": "полевая-7"}).content.decode()
    taken = admin.get(url("export"), {"kind": "settlement"}).content.decode("utf-8-sig")
    assert taken.splitlines()[1].startswith("населённый пункт;село;Ключи")


def test_what_stands_in_a_settlement_goes_before_it(place):
    by = program(place.pk)
    village = add_place(municipality=place, kind="settlement", type="село", name="Ключи", by=by)
    add_place(
        municipality=place, kind="street", type="улица", name="Мира", settlement="Ключи", by=by
    )
    with pytest.raises(RuleViolation, match="Сначала уберите"):
        remove_place(place=village, by=by)
    with pytest.raises(RuleViolation, match="уже есть"):
        add_place(municipality=place, kind="settlement", type="село", name="Ключи", by=by)


def test_a_change_is_read_by_the_next_text(place):
    by = program(place.pk)
    row = add_place(
        municipality=place, kind="landmark", type="магазин", name="магазин «Чайка»",
        settlement="Ключи", by=by,
    )  # fmt: skip
    assert find("за Волной яма", gazetteer_for(place.pk)) == []
    change_place(place=row, synonyms=["Волна"], by=by)
    [found] = find("за Волной яма", gazetteer_for(place.pk))
    assert found.landmark == ("магазин «Чайка»",)
