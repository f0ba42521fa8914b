"""The directory of people: search, many at once, a list from a file."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.core import journal
from mcu.core.tables import open_table
from mcu.org import actions
from mcu.org.models import Body, Duty, PeopleImport, Person
from mcu.org.queries import PeopleFilter, actor_for, found_people
from mcu.org.rules.roles import Role, program

LIST = """ФИО;Должность;Орган;Роль;Почта;Телефон
Рябова Нина Олеговна;Инженер;Водоканал;Исполнитель;ryabova@example.org;8-800
Щукин Пётр Ильич;Начальник;Водоканал;Исполнитель;;
Щукин Пётр Ильич;Начальник;Водоканал;Согласующий;;
Бобров Олег;Сторож;Лунная база;Исполнитель;;
;Никто;;;;
"""


def url(name, *args):
    return reverse(f"org:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def file_of(text: str, name: str = "люди.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def admin(office):
    return office.client(Role.ADMINISTRATOR)


def uploaded(admin, text=LIST) -> PeopleImport:
    response = admin.post(url("people-upload"), {"file": file_of(text)})
    assert response.status_code == 302, text_of(response)
    return PeopleImport.objects.latest("pk")


# ---- search --------------------------------------------------------------------------------------


@pytest.fixture
def people(office):
    by = program(office.place.pk)
    made = {}
    for login, name, position, phone, body in (
        ("fedorov", "Фёдоров Семён Львович", "Мастер", "8-900-1", "water"),
        ("pumpova", "Насосова Инна Юрьевна", "Инженер", "8-900-2", "pump"),
        ("bare", "Пустов Иван Ильич", "Стажёр", "", ""),
    ):
        person = actions.add_person(
            municipality=office.place, login=login, full_name=name, position=position,
            password="x", by=by, hashed=True,
        )  # fmt: skip
        Person.objects.filter(pk=person.pk).update(phone=phone)
        if body:
            actions.give_duty(person=person, role=Role.EXECUTOR, body=office.bodies[body], by=by)
        made[login] = person
    return made


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"words": "федоров"}, ["fedorov"]),
        ({"words": "ФЁДОРОВ мастер"}, ["fedorov"]),
        ({"words": "8-900"}, ["fedorov", "pumpova"]),
        ({"words": "водоканал"}, ["fedorov"]),
        ({"words": "исполнитель инженер"}, ["pumpova"]),
        ({"words": "стажер"}, ["bare"]),
        ({"words": ".*"}, []),
        ({"words": "(["}, []),
        ({"role": "executor"}, ["fedorov", "pumpova"]),
        ({"body": "water"}, ["fedorov", "pumpova"]),
        ({"body": "pump"}, ["pumpova"]),
        ({"block": True}, ["fedorov", "pumpova"]),
        ({"state": "bare"}, ["bare"]),
        ({"state": "off"}, []),
        ({"state": "never"}, ["bare", "fedorov", "pumpova"]),
    ],
)
def test_people_are_found_by_what_is_known_of_them(office, people, chosen, found):
    if "body" in chosen:
        chosen = {"body": office.bodies[chosen["body"]].pk}
    if "block" in chosen:
        chosen = {"block": office.block.pk}
    actor = actor_for(people["fedorov"])
    rows = found_people(actor, PeopleFilter(**chosen), timezone.localdate())
    assert sorted(row.login for row in rows) == found


def test_the_directory_costs_the_same_however_many_there_are(office, admin):
    by = program(office.place.pk)

    def cost(**query) -> int:
        with CaptureQueriesContext(connection) as found:
            assert admin.get(url("people"), query).status_code == 200
        return len(found)

    def hire(number: int) -> None:
        person = actions.add_person(
            municipality=office.place, login=f"p{number}", full_name=f"Лицо {number:03}",
            password="x", by=by, hashed=True,
        )  # fmt: skip
        actions.give_duty(person=person, role=Role.INCIDENT, by=by)

    hire(0)
    cost()
    few, narrowed = cost(), cost(q="лицо", role="incident")
    for number in range(1, 60):
        hire(number)
    assert (cost(), cost(q="лицо", role="incident")) == (few, narrowed)
    page = admin.get(url("people"), {"q": "лицо", "page": "2"})
    assert len(page.context["rows"]) == 10
    assert "страница 2" in text_of(page)


def test_nonsense_in_the_address_is_left_out(office, admin, people):
    query = {"body": "луна", "role": "царь", "page": "-1", "state": "?", "q": "\x00"}
    assert admin.get(url("people"), query).status_code == 200


def test_name_post_and_contacts_are_changed_on_the_page(office, admin, people):
    person = people["bare"]
    given = {
        "full_name": "Полнов  Иван",
        "position": "Мастер",
        "email": "p@example.org",
        "phone": "2-10",
    }
    page = text_of(admin.post(url("change-person", person.pk), given, follow=True))
    for words in ("Полнов Иван", "Мастер", "p@example.org", "2-10"):
        assert words in page
    wrong = admin.post(url("change-person", person.pk), given | {"email": "почта"})
    assert wrong.status_code == 422
    assert "адрес электронной почты" in text_of(wrong)


# ---- many at once --------------------------------------------------------------------------------


def bulk(admin, people, **given):
    marked = [person.pk for person in people.values()]
    return admin.post(url("people-bulk"), {"person": marked, **given}, follow=True)


def test_many_are_moved_to_another_body(office, admin, people):
    page = text_of(bulk(admin, people, verb="move", body=office.bodies["hall"].pk, act="№ 3"))
    assert "Сделано: 2" in page
    assert "Пустов И. И.: ролей в других органах нет" in page
    held = Duty.objects.filter(body=office.bodies["hall"], until=None)
    assert {duty.act for duty in held} == {"№ 3"}
    assert not Duty.objects.filter(body=office.bodies["water"], until=None).exists()


def test_many_get_and_lose_a_role(office, admin, people):
    bulk(admin, people, verb="give", role="incident")
    assert Duty.objects.filter(role="incident", until=None).count() == 3
    bulk(admin, people, verb="end", role="incident")
    assert not Duty.objects.filter(role="incident", until=None).exists()


def test_many_are_switched_off_and_on(office, admin, people):
    bulk(admin, people, verb="off")
    assert Person.objects.filter(is_active=False).count() == 3
    bulk(admin, people, verb="on")
    assert not Person.objects.filter(is_active=False).exists()


def test_oneself_is_not_switched_off(office, admin):
    me = {"me": office.person(Role.ADMINISTRATOR)}
    assert "Себя отключить нельзя" in text_of(bulk(admin, me, verb="off"))


def test_many_are_invited_and_each_link_works_once(office, admin, client):
    by = program(office.place.pk)
    new = {
        login: actions.add_person(
            municipality=office.place, login=login, full_name=f"Новый {login}", by=by
        )
        for login in ("first", "second")
    }
    response = bulk(admin, new, verb="invite")
    rows = response.context["rows"]
    assert [person.login for person, _ in rows] == ["first", "second"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(rows[0][1]).status_code == 200
    again = bulk(admin, {"me": office.person(Role.ADMINISTRATOR)}, verb="invite")
    assert "пароль уже есть" in text_of(again)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verb": "give"}, "Выберите роль"),
        ({"verb": "move"}, "Выберите орган"),
        ({"verb": "explode"}, "Выберите корректный"),
    ],
)
def test_what_a_bulk_act_lacks_is_told(admin, people, given, said):
    response = bulk(admin, people, **given)
    assert response.status_code == 422
    assert said in text_of(response)


def test_nobody_marked_is_told(admin):
    response = admin.post(url("people-bulk"), {"verb": "off"})
    assert "Никто не отмечен" in text_of(response)


# ---- a list from a file --------------------------------------------------------------------------


def test_a_list_is_shown_before_taken_in_whole_and_again_changes_nothing(office, admin):
    run = uploaded(admin)
    page = admin.get(url("people-import", run.pk))
    plan = page.context["plan"]
    assert (len(plan.added), len(plan.changed), len(plan.rejected)) == (2, 1, 2)
    assert "Органа «Лунная база» нет" in text_of(page)
    assert not Person.objects.filter(full_name__startswith="Рябова").exists()
    admin.post(url("people-take", run.pk))
    person = Person.objects.get(full_name="Рябова Нина Олеговна")
    assert (person.login, person.phone, person.email) == (
        "ryabova.no",
        "8-800",
        "ryabova@example.org",
    )
    assert not person.has_usable_password()
    assert {d.role for d in Person.objects.get(login="shchukin.pi").duties.all()} == {
        "executor", "approver",
    }  # fmt: skip
    people, duties = Person.objects.count(), Duty.objects.count()
    again = uploaded(admin)
    plan = admin.get(url("people-import", again.pk)).context["plan"]
    assert (len(plan.added), len(plan.changed), len(plan.same)) == (0, 0, 3)
    admin.post(url("people-take", again.pk))
    assert (Person.objects.count(), Duty.objects.count()) == (people, duties)
    assert journal.verify(office.place.pk) is None


def test_rejected_rows_come_back_with_reasons(admin):
    run = uploaded(admin)
    admin.post(url("people-take", run.pk))
    response = admin.get(url("people-rejects", run.pk))
    with open_table(BytesIO(b"".join(response.streaming_content)), "р.xlsx") as table:
        rows = [list(row) for row in table.rows()]
    assert [row[0] for row in rows[1:]] == [5, 6]
    assert "Лунная база" in rows[1][1]
    assert rows[1][2:4] == ["Бобров Олег", "Сторож"]


def test_what_is_known_is_brought_up_to_date(office, admin):
    admin.post(url("people-take", uploaded(admin).pk))
    text = "ФИО;Должность;Телефон\nРябова Нина Олеговна;Главный инженер;\n"
    admin.post(url("people-take", uploaded(admin, text).pk))
    person = Person.objects.get(login="ryabova.no")
    assert (person.position, person.phone) == ("Главный инженер", "8-800")


def test_namesakes_need_a_login(office, admin):
    by = program(office.place.pk)
    for login in ("a", "b"):
        actions.add_person(municipality=office.place, login=login, full_name="Ким Ян", by=by)
    plan = admin.get(
        url("people-import", uploaded(admin, "ФИО;Должность\nКим Ян;Повар\n").pk)
    ).context["plan"]
    assert "несколько: укажите логин" in plan.rejected[0].reason
    run = uploaded(admin, "ФИО;Должность;Логин\nКим Ян;Повар;b\n")
    admin.post(url("people-take", run.pk))
    assert Person.objects.get(login="b").position == "Повар"


def test_a_login_of_a_neighbour_is_taken(office, neighbour, admin):
    neighbour.person(Role.CURATOR)
    text = f"ФИО;Логин\nЗаяц Ян;{neighbour.person(Role.CURATOR).login}\n"
    plan = admin.get(url("people-import", uploaded(admin, text).pk)).context["plan"]
    assert "занят" in plan.rejected[0].reason


@pytest.mark.parametrize(
    ("text", "said"),
    [("Тема;Текст\nСнег;Лежит\n", "нет столбца «ФИО»"), ("", "пуст")],
)
def test_a_file_without_people_is_refused_at_once(admin, text, said):
    response = admin.post(url("people-upload"), {"file": file_of(text)})
    assert response.status_code == 422
    assert said in text_of(response)
    assert not PeopleImport.objects.exists()


def test_a_list_taken_out_can_be_taken_in_again(office, admin, people):
    response = admin.get(url("people-export"))
    content = b"".join(response.streaming_content)
    upload = SimpleUploadedFile("люди.xlsx", content)
    admin.post(url("people-upload"), {"file": upload})
    plan = admin.get(url("people-import", PeopleImport.objects.latest("pk").pk)).context["plan"]
    assert (len(plan.added), len(plan.changed), len(plan.rejected)) == (0, 0, 0)
    assert len(plan.same) == 4


def test_a_file_is_taken_once(admin):
    run = uploaded(admin)
    admin.post(url("people-take", run.pk))
    assert "уже загружен" in text_of(admin.post(url("people-take", run.pk)))


@pytest.mark.long
def test_five_hundred_people_are_taken_in(office, admin):
    for number in range(30):
        Body.objects.create(municipality=office.place, code=f"b{number}", name=f"Орган {number}")
    lines = [
        f"Человек{chr(1072 + n % 32)}{chr(1072 + n // 32)} Имя;Должность {n};Орган {n % 30};Исполнитель"
        for n in range(500)
    ]
    run = uploaded(admin, "\n".join(["ФИО;Должность;Орган;Роль", *lines]))
    admin.post(url("people-take", run.pk))
    run.refresh_from_db()
    assert (run.added, run.rejected) == (500, [])
