"""The register of participants of the exchange."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mcu.core.tables import open_table
from mcu.org import actions
from mcu.org.models import Body, Participant
from mcu.org.rules.roles import Role, program


def url(name, *args):
    return reverse(f"org:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def admin(office):
    return office.client(Role.ADMINISTRATOR)


@pytest.mark.row(13)
def test_bodies_and_outside_organisations_stand_in_the_register_with_contacts_and_hours(
    office, admin
):
    """All bodies at once, an outside organisation by hand, contacts mended, taken out in the end."""
    admin.post(url("include-participants"))
    assert Participant.objects.count() == 3
    given = {
        "name": "ООО «Чистый двор»", "kind": "organisation", "contact": "Метёлкина Зоя",
        "phone": "8-800", "hours": "пн–пт 8–17", "way": "email", "email": "dvor@example.org",
    }  # fmt: skip
    assert admin.post(url("add-participant"), given).status_code == 302
    page = text_of(office.client(Role.EXECUTOR).get(url("participants"), {"q": "метёлкина 800"}))
    for words in ("Чистый двор", "Метёлкина Зоя", "пн–пт 8–17", "электронная почта"):
        assert words in page
    assert "Водоканал" not in page.split("</form>")[-1]
    row = Participant.objects.get(body__name="ООО «Чистый двор»")
    assert (row.body.kind, row.body.code) == (Body.Kind.ORGANISATION, "ooo-chistyy-dvor")
    admin.post(url("participant", row.pk), {"phone": "112", "way": "phone"})
    row.refresh_from_db()
    assert (row.phone, row.active) == ("112", False)
    assert "Чистый двор" in text_of(admin.get(url("participants"), {"gone": "1"}))


@pytest.mark.row(13)
def test_the_register_is_narrowed_and_taken_out(office, admin):
    admin.post(url("include-participants"))
    person = office.person(Role.EXECUTOR)
    water = Participant.objects.get(body=office.bodies["water"])
    actions.change_participant(participant=water, responsible=person, by=program(office.place.pk))
    response = admin.get(url("participants-export"), {"block": office.block.pk, "kind": "branch"})
    with open_table(BytesIO(b"".join(response.streaming_content)), "у.xlsx") as table:
        rows = [list(row) for row in table.rows()]
    assert {row[0] for row in rows[1:]} == {"Водоканал", "Насосная станция"}
    assert [row[3] for row in rows if row[0] == "Водоканал"] == [person.full_name]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "или впишите новую"),
        ({"name": "Водоканал"}, "уже есть"),
        ({"name": "Новая", "email": "не почта"}, "адрес электронной почты"),
        ({"name": "Новая", "way": "голубь"}, "Выберите корректный"),
    ],
)
def test_a_wrong_record_is_refused_in_words(office, admin, given, said):
    values = {"kind": "organisation", "way": "email"} | given
    response = admin.post(url("add-participant"), values)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Participant.objects.exists()


def test_all_bodies_are_included_once(office):
    by = program(office.place.pk)
    assert actions.include_all(municipality=office.place, by=by) == 3
    assert actions.include_all(municipality=office.place, by=by) == 0


def test_the_neighbours_register_is_not_seen(office, neighbour, admin):
    actions.include_all(municipality=neighbour.place, by=program(neighbour.place.pk))
    row = Participant.objects.first()
    assert admin.get(url("participant", row.pk)).status_code == 404
    assert "Реестр пуст" in text_of(admin.get(url("participants")))


def test_the_register_costs_the_same_however_many_there_are(office, admin):
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert admin.get(url("participants")).status_code == 200
        return len(found)

    by = program(office.place.pk)
    actions.include_all(municipality=office.place, by=by)
    cost()
    few = cost()
    for number in range(20):
        Body.objects.create(municipality=office.place, code=f"b{number}", name=f"Орган {number}")
    actions.include_all(municipality=office.place, by=by)
    assert cost() == few
