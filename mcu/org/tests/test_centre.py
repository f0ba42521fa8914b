"""«Центр»: the composition on a day, its history, marks of service, the card, hours."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.tables import open_table
from mcu.org import actions, queries
from mcu.org.models import CentreCard, Duty, ServiceMarks, StructureChange, WorkHours
from mcu.org.rules.roles import Role, program

ADMIN = Role.ADMINISTRATOR


def url(name, *args):
    return reverse(f"org:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def sheet_of(response) -> list[list]:
    with open_table(BytesIO(b"".join(response.streaming_content)), "состав.xlsx") as table:
        return [list(row) for row in table.rows()]


@pytest.fixture
def succession(office):
    """A curator until the end of May, another from June on; the first becomes the head of a block."""
    by = program(office.place.pk)
    old, new = (
        actions.add_person(
            municipality=office.place, login=login, full_name=name, password="x", by=by, hashed=True
        )
        for login, name in (("o", "Осинина Раиса Павловна"), ("n", "Новиков Пётр Ильич"))
    )
    first = actions.give_duty(
        person=old, role=Role.CURATOR, by=by, since=date(2025, 1, 10), act="распоряжение № 1"
    )
    actions.end_duty(duty=first, by=by, on=date(2025, 5, 31))
    since = date(2025, 6, 1)
    for role, where in ((Role.CURATOR, {}), (Role.BLOCK_HEAD, {"block": office.block})):
        actions.give_duty(
            person=new, role=role, by=by, since=since, act="распоряжение № 2", **where
        )
    return old, new


@pytest.mark.row(4)
def test_the_composition_of_any_day_says_who_held_what_and_by_which_act(office, succession):
    client = office.client(Role.EXECUTOR)
    before = text_of(client.get(url("composition"), {"on": "2025-05-31"}))
    assert "Осинина" in before
    assert "распоряжение № 1" in before
    assert "Новиков" not in before
    after = text_of(client.get(url("composition"), {"on": "2025-06-01"}))
    assert "Осинина" not in after
    assert after.count("Новиков Пётр Ильич") == 2
    assert "Городское хозяйство" in after
    history = text_of(client.get(url("composition-history")))
    assert "10.01.2025 – 31.05.2025" in history
    assert "01.06.2025 – по настоящее время" in history


def test_several_people_share_a_role(office, succession):
    actions.give_duty(
        person=succession[0], role=Role.CURATOR, by=program(office.place.pk), since=date(2025, 7, 1)
    )
    groups = queries.composition(office.actor(ADMIN), date(2025, 7, 1))
    curators = next(group for group in groups if group.role == Role.CURATOR)
    assert [h.duty.person.login for h in curators.held] == ["n", "o"]


def test_a_block_stands_in_the_composition_under_its_name_of_that_day(office, succession):
    for number, (on, name) in enumerate([("2025-06-20", "Хозяйство"), ("2025-07-20", "ЖКХ")], 1):
        StructureChange.objects.create(
            municipality=office.place, block=office.block, number=number, change="rename", on=on,
            reason="—", before={"name": name}, after={}, at=timezone.now(), by_name="—",
        )  # fmt: skip
    place = {
        day: group.held[0].place
        for day in ((6, 10), (7, 1), (8, 1))
        for group in queries.composition(office.actor(ADMIN), date(2025, *day))
        if group.role == Role.BLOCK_HEAD
    }
    assert place == {(6, 10): "Хозяйство", (7, 1): "ЖКХ", (8, 1): "Городское хозяйство"}


@pytest.mark.parametrize("given", ["вчера", "2026-02-31", "2026", "31.12.2025"])
def test_a_day_that_is_no_day_is_told(office, given):
    response = office.client(ADMIN).get(url("composition"), {"on": given})
    assert response.status_code == 422
    assert "Выберите его в календаре" in text_of(response)


def test_a_day_before_everything_says_what_to_do(office):
    page = text_of(office.client(ADMIN).get(url("composition"), {"on": "1991-01-01"}))
    assert "никого не было" in page


@pytest.mark.row(4)
def test_the_composition_is_taken_out_as_a_spreadsheet_and_written_down(office, succession):
    response = office.client(ADMIN).get(url("composition-export"), {"on": "2025-05-31"})
    rows = sheet_of(response)
    assert rows[0][:3] == ["Роль", "ФИО", "Должность"]
    assert [row[1] for row in rows if row[0] == "Куратор МЦУ"] == ["Осинина Раиса Павловна"]
    entry = JournalEntry.objects.get(action="organisation.export")
    assert entry.after == {"list": "Состав центра", "rows": len(rows) - 1}


def test_the_neighbour_is_not_in_the_composition(office, neighbour):
    neighbour.person(Role.CURATOR)
    assert queries.composition(office.actor(Role.AUDITOR), timezone.localdate()) == []


def test_the_composition_costs_the_same_however_many_there_are(office):
    client = office.client(ADMIN)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(url("composition"), {"scope": "all"})
        return len(found)

    client.get(url("composition"))
    few = cost()
    by = program(office.place.pk)
    for number in range(12):
        person = actions.add_person(
            municipality=office.place, login=f"p{number}", full_name=f"Лицо {number}",
            password="x", by=by, hashed=True,
        )  # fmt: skip
        actions.give_duty(person=person, role=Role.INCIDENT, by=by)
    assert cost() == few


# ---- marks of service ----------------------------------------------------------------------------


@pytest.mark.row(17, 19)
def test_marks_of_service_are_set_and_stand_in_the_composition(office):
    head = office.person(Role.HEAD_OF_CENTRE)
    given = {
        "permanent_since": "2025-02-01",
        "permanent_act": "распоряжение № 7",
        "instruction_on": "2025-03-15",
        "outside_service": "on",
        "pay": "transfer",
    }
    client = office.client(ADMIN)
    page = text_of(client.post(url("set-marks", head.pk), given, follow=True))
    for words in ("закреплён с 01.02.2025", "актуализирована 15.03.2025", "трансферт"):
        assert words in page
    page = text_of(client.get(url("composition")))
    assert "вне муниципальной службы: иной межбюджетный трансферт" in page
    assert "инструкция 15.03.2025" in page
    entry = JournalEntry.objects.get(action="person.marks")
    assert entry.after["instruction_on"] == "2025-03-15"


def test_the_same_marks_again_write_nothing(office):
    person, by = office.person(Role.CURATOR), office.actor(ADMIN)
    for _ in range(2):
        actions.set_marks(person=person, by=by, outside_service=True)
    assert JournalEntry.objects.filter(action="person.marks").count() == 1


def test_an_instruction_of_tomorrow_is_refused(office):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RuleViolation, match="в будущем"):
        actions.set_marks(
            person=office.person(Role.CURATOR), by=office.actor(ADMIN), instruction_on=tomorrow
        )
    assert not ServiceMarks.objects.exists()


# ---- the card ------------------------------------------------------------------------------------


@pytest.mark.row(18)
def test_the_card_says_where_the_centre_sits_and_who_pays(office):
    given = {
        "address": "с. Ключевое, ул. Лесная, 1",
        "room": "кабинет 4",
        "provided_by": "Администрация",
        "equipment": "два рабочих места",
        "support": "Администрация поселения",
        "funding": "местный бюджет",
    }
    assert office.client(ADMIN).post(url("centre"), given).status_code == 302
    page = text_of(office.client(Role.EXECUTOR).get(url("centre")))
    for words in given.values():
        assert words in page
    assert 'name="address"' not in page
    entry = JournalEntry.objects.get(action="centre.set")
    assert entry.after["funding"] == "местный бюджет"


def test_who_may_not_change_the_card_is_told_who_may(office):
    response = office.client(Role.EXECUTOR).post(url("centre"), {"address": "Луна"})
    assert response.status_code == 403
    assert "Администратор МЦУ" in text_of(response)
    assert not CentreCard.objects.exists()


# ---- hours ---------------------------------------------------------------------------------------


def test_hours_of_a_week_are_replaced_when_told_again(office):
    client = office.client(Role.EXECUTOR)
    week = timezone.localdate() - timedelta(days=7)
    for hours in ("3.5", "6"):
        client.post(url("hours"), {"week": week.isoformat(), "hours": hours, "note": "ответы"})
    row = WorkHours.objects.get()
    assert (row.hours, row.week.weekday()) == (Decimal(6), 0)


@pytest.mark.parametrize(
    ("days", "hours", "said"),
    [(14, "5", "не началась"), (-600, "5", "за год"), (0, "81", "от 0 до 80"), (0, "-1", "больше")],
)
def test_impossible_hours_are_refused_in_words(office, days, hours, said):
    week = timezone.localdate() + timedelta(days=days)
    response = office.client(Role.EXECUTOR).post(
        url("hours"), {"week": week.isoformat(), "hours": hours}
    )
    assert response.status_code == 422
    assert said in text_of(response)
    assert not WorkHours.objects.exists()


def test_hours_of_another_are_told_only_by_who_looks_after_people(office):
    with pytest.raises(AccessDenied):
        actions.set_hours(
            person=office.person(Role.CURATOR), week=timezone.localdate(), hours=Decimal(1),
            by=office.actor(Role.EXECUTOR),
        )  # fmt: skip


def test_history_is_paged_and_sought(office, succession):
    client = office.client(ADMIN)
    page = text_of(client.get(url("composition-history"), {"q": "распоряжение № 1"}))
    assert "Осинина" in page
    assert "Новиков" not in page
    page = text_of(client.get(url("composition-history"), {"role": "block_head"}))
    assert "Осинина" not in page
    assert Duty.objects.count() > 2
