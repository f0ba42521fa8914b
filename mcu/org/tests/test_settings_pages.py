"""«Настройки»: organisation, people and duties, rights, calendar."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.core.workdays import WorkCalendar
from mcu.core.workdays.russia import last_published_year
from mcu.org.models import Body, CalendarDay, Duty, Person
from mcu.org.queries import actor_for, zone
from mcu.org.rules.roles import DEFAULT, Permission, Role
from mcu.org.views.calendar import year_of
from mcu.org.views.organisation import tree

ADMIN = Role.ADMINISTRATOR


def url(name, *args):
    return reverse(f"org:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def admin(office):
    return office.client(ADMIN)


# ---- organisation --------------------------------------------------------------------------------


def test_bodies_stand_under_those_above_them(office):
    (hall,) = tree(office.bodies.values())
    assert (hall.body.name, hall.size) == ("Администрация", 2)
    assert [branch.body.name for branch in hall.below[0].below] == ["Насосная станция"]


def test_a_body_is_found_on_its_branch(office, admin):
    (hall,) = tree(office.bodies.values(), "насосн")
    assert hall.below[0].below[0].body.name == "Насосная станция"
    assert tree(office.bodies.values(), "аэродром") == ()
    assert "Такого органа нет" in text_of(admin.get(url("organisation"), {"q": "аэродром"}))


def test_a_large_tree_stands_folded(office):
    many = [Body(pk=1000 + n, name=f"Отдел {n}", municipality=office.place) for n in range(300)]
    assert not any(branch.opened for branch in tree(many))
    assert all(branch.opened for branch in tree(many, "отдел 29"))


def test_the_page_shows_the_municipality(admin):
    page = text_of(admin.get(url("organisation")))
    for words in ("Ключевое поселение", "Насосная станция", "Городское хозяйство", "09:00–18:00"):
        assert words in page


# ---- people --------------------------------------------------------------------------------------


def test_somebody_new_gets_a_link_that_opens_once(office, admin, client):
    given = {"full_name": "Рябова Нина Олеговна", "login": "Ryabova", "position": "Инженер"}
    page = admin.post(url("add"), given)
    assert "no-store" in page["Cache-Control"]
    address = page.context["address"].removeprefix("http://testserver")
    chosen = {"new": "novyy-klyuch-2026", "again": "novyy-klyuch-2026"}
    assert client.post(address, chosen).status_code == 302
    assert client.post(address, chosen).status_code == 410
    assert Person.objects.get(login="ryabova").check_password("novyy-klyuch-2026")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"login": "рябова"}, "только латинские"),
        ({"login": "a b"}, "только латинские"),
        ({"login": "x" * 61}, "не более 60"),
        ({"login": ""}, "Обязательное поле"),
        ({"full_name": ""}, "Обязательное поле"),
        ({"full_name": "x" * 201}, "не более 200"),
        ({"login": "klyuchevoy-administrator"}, "уже занят"),
        ({"login": "KLYUCHEVOY-ADMINISTRATOR"}, "уже занят"),
        ({"full_name": "Ря\x00бова"}, "ноль-байт"),
    ],
)
def test_it_says_why_somebody_is_not_added(office, admin, given, said):
    values = {"full_name": "Рябова Нина", "login": "ryabova"} | given
    response = admin.post(url("add"), values)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Person.objects.filter(full_name__startswith="Рябова").exists()


@pytest.mark.row(4)
def test_a_duty_is_given_shown_and_ended_with_its_history(office, admin):
    person = office.person(Role.HEAD)
    given = {"role": "executor", "body": office.bodies["water"].pk, "act": "распоряжение № 3"}
    page = text_of(admin.post(url("give-duty", person.pk), given, follow=True))
    assert "распоряжение № 3" in page
    assert Role.EXECUTOR in actor_for(person).roles
    duty = Duty.objects.get(person=person, role="executor")
    yesterday = timezone.localdate() - timedelta(days=1)
    Duty.objects.filter(pk=duty.pk).update(since=yesterday - timedelta(days=5))
    page = text_of(admin.post(url("end-duty", duty.pk), {"on": str(yesterday)}, follow=True))
    assert "распоряжение № 3" in page.split("Прежние роли")[1]
    assert Role.EXECUTOR not in actor_for(person).roles


def test_a_role_ends_with_the_day_on_which_it_is_taken(office, admin):
    duty = office.person(Role.HEAD).duties.get()
    page = text_of(admin.get(url("person", duty.person_id)))
    today = timezone.localdate()
    assert f'name="on" value="{today}"' in page
    admin.post(url("end-duty", duty.pk), {"on": str(today)})
    assert Duty.objects.get(pk=duty.pk).until == today


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": ""}, "Обязательное поле"),
        ({"role": "tsar"}, "Выберите корректный"),
        ({"role": "executor"}, "укажите орган"),
        ({"role": "block_head"}, "укажите блок"),
        ({"role": "head", "since": "2026-02-30"}, "Такого дня нет"),
        ({"role": "head", "since": "2026-02-02", "until": "2026-02-01"}, "не может быть раньше"),
        ({"role": "head", "body": "999999"}, "Выберите корректный"),
        ({"role": "head", "act": "x" * 301}, "не более 300"),
    ],
)
def test_it_says_why_a_duty_is_not_given(office, admin, given, said):
    person = office.person(Role.CURATOR)
    response = admin.post(url("give-duty", person.pk), given)
    assert response.status_code == 422
    assert said in text_of(response)
    assert person.duties.count() == 1


def test_the_same_duty_twice_is_refused(office, admin):
    person = office.person(Role.CURATOR)
    response = admin.post(url("give-duty", person.pk), {"role": "curator"})
    assert response.status_code == 422


def test_a_body_of_another_municipality_cannot_be_chosen(office, neighbour, admin):
    person = office.person(Role.CURATOR)
    given = {"role": "executor", "body": neighbour.bodies["water"].pk}
    assert admin.post(url("give-duty", person.pk), given).status_code == 422


def test_whoever_is_switched_off_is_out_at_once(office, admin):
    person = office.person(Role.CURATOR)
    theirs = office.client(Role.CURATOR)
    assert theirs.get(url("password")).status_code == 200
    admin.post(url("set-active", person.pk), {"active": "0"})
    assert theirs.get(url("password")).status_code == 302
    assert "вход закрыт" in text_of(admin.get(url("person", person.pk)))
    admin.post(url("set-active", person.pk), {"active": "1"})
    assert Person.objects.get(pk=person.pk).is_active


def test_nobody_switches_themselves_off(office, admin):
    response = admin.post(url("set-active", office.person(ADMIN).pk), {"active": "0"})
    assert response.status_code == 422
    assert "Себя отключить нельзя" in text_of(response)


def test_people_are_found_by_name_and_login(office, admin):
    office.person(Role.HEAD)
    assert len(admin.get(url("people"), {"q": "лисиц"}).context["rows"]) == 2
    assert len(admin.get(url("people"), {"q": "-head"}).context["rows"]) == 1
    assert "Никого не нашлось" in text_of(admin.get(url("people"), {"q": "\x00<b>%"}))


def test_the_list_of_people_costs_as_much_with_many(office, admin):
    def asked():
        with CaptureQueriesContext(connection) as found:
            admin.get(url("people"))
        return len(found)

    few = asked()
    for role in Role:
        office.person(role)
    assert asked() == few


def test_people_of_another_municipality_are_not_found(office, neighbour, admin):
    stranger = neighbour.person(Role.HEAD)
    assert admin.get(url("person", stranger.pk)).status_code == 404
    assert admin.post(url("set-active", stranger.pk), {"active": "0"}).status_code == 404
    assert admin.post(url("give-link", stranger.pk)).status_code == 404
    assert admin.post(url("end-duty", stranger.duties.get().pk)).status_code == 404
    assert admin.get(url("person", 10**30)).status_code == 404


# ---- rights --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ["organisation", "people", "roles", "calendar"])
def test_settings_are_read_by_whoever_may(office, role, name):
    expected = 200 if DEFAULT.has(role, Permission.SETTINGS) else 403
    assert office.client(role).get(url(name)).status_code == expected


def test_whoever_only_reads_sees_no_buttons(office):
    page = text_of(office.client(Role.AUDITOR).get(url("person", office.person(Role.HEAD).pk)))
    assert "Назначить роль" not in page
    assert "Выдать новый пароль" not in page


# ---- calendar ------------------------------------------------------------------------------------


def test_a_year_has_every_day_once(office):
    days = WorkCalendar(zone(office.place))
    drawn = [
        cell.day
        for _, weeks in year_of(days, 2028, set(), date(2028, 2, 29))
        for week in weeks
        for cell in week
        if cell
    ]
    assert drawn == [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]


def test_a_day_of_ones_own_is_added_and_removed(office, admin):
    given = {"day": "2026-06-15", "kind": "off", "title": "День посёлка"}
    page = text_of(admin.post(url("calendar"), given, follow=True))
    assert "День посёлка" in page
    row = CalendarDay.objects.get()
    page = text_of(admin.post(url("remove-day", row.pk), follow=True))
    assert "День посёлка" not in page
    assert "Календарь 2026" in page
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"day": "2026-02-30"},
        {"day": ""},
        {"day": "9" * 40},
        {"kind": "party"},
        {"title": ""},
        {"title": "x" * 201},
        {"title": "\x00"},
    ],
)
def test_it_refuses_a_senseless_day(admin, given):
    values = {"day": "2026-06-15", "kind": "off", "title": "День посёлка"} | given
    assert admin.post(url("calendar"), values).status_code == 422
    assert not CalendarDay.objects.exists()


def test_it_warns_of_a_year_whose_transfers_are_not_known(admin):
    unknown = last_published_year() + 1
    page = text_of(admin.get(url("calendar"), {"year": unknown}))
    assert f"Переносы выходных на {unknown} год программе не известны" in page
    page = text_of(admin.get(url("calendar"), {"year": last_published_year()}))
    assert f"Переносы выходных на {last_published_year()} год" not in page


@pytest.mark.parametrize("year", ["2004", "2100", "9999", "0000", "abc", "-1", "20266", "\x00"])
def test_a_wrong_year_is_refused_in_words(admin, year):
    response = admin.get(url("calendar"), {"year": year})
    assert response.status_code == 422
    assert "год" in text_of(response).lower()


@pytest.mark.parametrize("year", ["2005", "2099"])
def test_the_first_and_the_last_year_are_drawn(admin, year):
    assert admin.get(url("calendar"), {"year": year}).status_code == 200
