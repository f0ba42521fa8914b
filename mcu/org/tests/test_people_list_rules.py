"""A file with people: the header, the rows, and why a row is not taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.org.rules.latin import code_of, latin, login_of
from mcu.org.rules.people_list import (
    PersonRow,
    RejectedRow,
    find_header,
    read_row,
    read_rows,
)
from mcu.org.rules.roles import Role

TITLES = ("№", "Ф.И.О.", "Должность", "Орган", "Роль", "E-mail", "Телефон", "Логин", "С", "Блок")
HEADER = find_header([TITLES])


def row(**given) -> PersonRow | RejectedRow:
    names = (
        "",
        "full_name",
        "position",
        "body",
        "role",
        "email",
        "phone",
        "login",
        "since",
        "block",
    )
    values = {"full_name": "Орлова Мария Ивановна"} | given
    return read_row(7, [values.get(name, "") for name in names], HEADER)


def test_the_header_is_found_under_titles_by_words():
    rows = [("Список сотрудников",), (), TITLES, ("1", "Орлова Мария")]
    header = find_header(rows)
    assert header.line == 2
    assert header.columns["full_name"] == 1
    assert len(read_rows(enumerate(rows, 1), header)) == 1


def test_a_name_in_three_columns_is_put_together():
    header = find_header([("Фамилия", "Имя", "Отчество")])
    assert read_row(2, ("Орлова", "Мария", ""), header).full_name == "Орлова Мария"


def test_without_names_of_people_it_is_no_list():
    with pytest.raises(RuleViolation, match="нет столбца «ФИО»"):
        find_header([("Тема", "Текст")])


def test_a_row_is_read_as_it_is_meant():
    found = row(
        role="исполнитель; Согласующий", body="Водоканал", email="A@B.RU", login="Orlova",
        since="2026-03-06 00:00:00", phone=" 8  800 ",
    )  # fmt: skip
    assert found.roles == (Role.EXECUTOR, Role.APPROVER)
    assert (found.email, found.login, found.phone) == ("a@b.ru", "orlova", "8 800")
    assert found.since == date(2026, 3, 6)
    assert row(since="06.03.2026").since == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("given_cells", "said"),
    [
        ({"full_name": ""}, "ФИО пусто"),
        ({"full_name": "Орлова"}, "фамилию и имя"),
        ({"full_name": "12 345"}, "не похоже на ФИО"),
        ({"full_name": "А" * 150 + " " + "Б" * 60}, "Слишком длинно"),
        ({"email": "орлова"}, "написана с ошибкой"),
        ({"login": "орлова"}, "латинские"),
        ({"role": "царь"}, "Роли «царь» нет"),
        ({"role": "Исполнитель"}, "укажите орган"),
        ({"role": "block_head"}, "укажите блок"),
        ({"since": "вчера"}, "непонятна"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(given_cells, said):
    rejected = row(**given_cells)
    assert isinstance(rejected, RejectedRow)
    assert said in rejected.reason
    assert rejected.line == 7


@given(
    st.lists(st.lists(st.one_of(st.text(), st.integers(), st.booleans()), max_size=12), max_size=5)
)
def test_any_cells_are_read_or_refused_with_a_reason(rows):
    for found in read_rows(enumerate([TITLES, *rows], 1), HEADER):
        assert found.full_name if isinstance(found, PersonRow) else found.reason


@pytest.mark.parametrize(
    ("name", "taken", "login"),
    [
        ("Орлова Мария Ивановна", set(), "orlova.mi"),
        ("Орлова Мария Ивановна", {"orlova.mi", "orlova.mi2"}, "orlova.mi3"),
        ("Щукин Ёрш", set(), "shchukin.e"),
        ("王 伟", set(), "user"),
    ],
)
def test_a_login_is_made_of_the_name(name, taken, login):
    assert login_of(name, taken) == login


def test_a_code_is_made_of_the_name():
    assert latin("Дороги и транспорт") == "dorogi-i-transport"
    assert code_of("Дороги", {"dorogi"}) == "dorogi2"
    assert code_of("«»", set()) == "code"
    assert len(code_of("очень длинное название " * 9, set())) <= 50
