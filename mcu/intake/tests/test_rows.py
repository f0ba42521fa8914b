"""Rows of exports: what is read, what becomes a warning, what is given back with a reason."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.cases.rules.words import Kind, Outcome
from mcu.cases.rules.workflow import State
from mcu.core.tables import open_table
from mcu.intake.rules.layouts import find_header
from mcu.intake.rules.rows import IncomingRow, Rejected, read_row
from mcu.intake.rules.words import KINDS, OUTCOMES, STEPS
from mcu.intake.tests.workbook import (
    COLUMNS,
    Town,
    incident_rows,
    write_incident_csv,
    write_incident_workbook,
)

TZ = ZoneInfo("Europe/Moscow")
ROW: dict[str, Any] = {
    "ID": 1000001.0,
    "Номер инцидента": 500001.0,
    "Отдел": "Управление дорог",
    "Исполнитель": "Дорожная  служба",
    "Общее время первого ответа": "2026-03-06 18:30:00",
    "Общий текст первого ответа": "'Здравствуйте, выехали.",
    "Время с даты создания инцидента до времени первого ответа": timedelta(hours=1),
    "Время с даты создания инцидента до времени первого ответа, рабочее время": "00:45:00",
    "Время назначения последнего исполнителя": "06.03.2026 17:40",
    "Текущий шаг инцидента": "В работе",
    "Дата создания": "2026-03-06 17:30:00",
    "Дата окончания": "",
    "Группа тем": "Дороги",
    "Тема": "Ямы",
    "Населенный пункт": "Синеборск",
    "Улица": "Мельничная улица",
    "Дом": 7.0,
    "Объект старый": "мост",
    "Тип инцидента": "Решаемый",
    "Итог": "",
    "Есть медиафайл в сообщении": "Да",
    "Урл поста": "http://vk.com/wall-9900000001_7",
    "Текст инцидента": "'Яма у моста<br>третий день 😤",
    "1ый ответ ПИ": "'Здравствуйте, выехали.",
    "2ой ответ ПИ": "'",
    "3ий ответ ПИ": "'Засыпали.",
    "Аудитория": 21601.0,
    "Опрос отправлен": "Нет",
}


def row_of(**changed: Any) -> IncomingRow | Rejected:
    values = ROW | {name.replace("_", " "): value for name, value in changed.items()}
    return read_row([values.get(name, "") for name in COLUMNS], find_header([COLUMNS]), TZ, 12)


def good(**changed: Any) -> IncomingRow:
    row = row_of(**changed)
    assert isinstance(row, IncomingRow)
    return row


def bad(**changed: Any) -> Rejected:
    row = row_of(**changed)
    assert isinstance(row, Rejected)
    assert row.number == 12
    assert len(row.raw) == len(COLUMNS)
    return row


def test_it_reads_a_row_of_the_known_export() -> None:
    row = good()
    created = datetime(2026, 3, 6, 17, 30, tzinfo=TZ)
    assert (row.key, row.key_kind, row.external_id, row.number) == (
        "1000001", "id", "1000001", "500001",
    )  # fmt: skip
    assert row.body_names == ("Дорожная служба", "Управление дорог")
    assert (row.group, row.topic, row.kind, row.outcome) == ("Дороги", "Ямы", "solvable", None)
    assert (row.created_at, row.closed_at, row.state) == (created, None, "in_work")
    assert row.first_answer_at == created + timedelta(hours=1)
    assert row.assigned_at == created + timedelta(minutes=10)
    assert row.answers == ("Здравствуйте, выехали.", "Засыпали.")
    assert row.text == "Яма у моста<br>третий день 😤"
    assert (row.settlement, row.street, row.house) == ("Синеборск", "Мельничная улица", "7")
    assert row.place_object == "мост"
    assert (row.audience, row.media_in_message, row.survey_sent) == (21601, True, False)
    assert row.first_answer_took == timedelta(hours=1)
    assert row.first_answer_took_working == timedelta(minutes=45)
    assert (row.line, row.warnings) == (12, ())


def test_raw_keeps_every_column_as_json_also_unknown_ones() -> None:
    header = [*COLUMNS, "Своё поле"]
    cells = [*[ROW.get(name, "") for name in COLUMNS], "значение"]
    row = read_row(cells, find_header([header]), TZ)
    assert isinstance(row, IncomingRow)
    assert len(row.raw) == len(header)
    assert json.loads(json.dumps(row.raw))[-1] == "значение"


@pytest.mark.parametrize(
    ("changed", "bodies"),
    [
        ({"Исполнитель": ""}, ("Управление дорог",)),
        ({"Отдел": ""}, ("Дорожная служба",)),
        ({"Отдел": "", "Исполнитель": None}, ()),
        ({"Исполнитель": "Управление дорог"}, ("Управление дорог",)),
    ],
)
def test_a_body_may_stand_in_either_column(changed: Any, bodies: tuple[str, ...]) -> None:
    assert good(**changed).body_names == bodies


def test_a_date_of_closing_closes_whatever_the_step_says() -> None:
    row = good(Дата_окончания="2026-03-07 10:00:00", Итог="Разъяснено")
    assert (row.state, row.outcome) == ("closed", "explained")


@pytest.mark.parametrize(
    ("step", "state"), [("Готово", "closed"), ("На  согласовании", "approval")]
)
def test_a_known_step_gives_the_state(step: str, state: str) -> None:
    assert good(Текущий_шаг_инцидента=step).state == state


def test_an_unknown_step_is_kept_and_gives_no_state() -> None:
    row = good(Текущий_шаг_инцидента="Ждёт оттепели")
    assert (row.step, row.state, row.warnings) == ("Ждёт оттепели", "", ())


def test_words_of_exports_stand_for_values_that_cases_know() -> None:
    assert set(KINDS.values()) == set(Kind.values)
    assert set(OUTCOMES.values()) == set(Outcome.values)
    # A redirect that waits to be sent is a state of ours only.
    assert set(STEPS.values()) == set(State.values) - {State.REDIRECTING}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Текст инцидента": "'", "Тема": " "}, "нет ни текста, ни темы"),
        ({"Дата создания": "32.13.2025"}, "дата создания не читается: „32.13.2025“"),
        ({"Дата окончания": "скоро"}, "дата окончания не читается: „скоро“"),
    ],
)
def test_an_unusable_row_is_given_back_with_the_reason(changed: Any, reason: str) -> None:
    assert bad(**changed).reason == reason


def test_a_second_header_in_the_middle_is_called_by_its_name() -> None:
    row = read_row(COLUMNS, find_header([COLUMNS]), TZ, 9)
    assert isinstance(row, Rejected)
    assert row.reason == "повторена строка заголовков"


@pytest.mark.parametrize(
    ("changed", "warning"),
    [
        ({"Дата окончания": "2026-03-01"}, "дата окончания раньше даты создания"),
        ({"Дата создания": ""}, "нет даты создания"),
        ({"Тип инцидента": "Благодарность"}, "столбец «Тип»: незнакомое значение „Благодарность“"),
        ({"Итог": "Забыто"}, "столбец «Итог»: незнакомое значение „Забыто“"),
        ({"Аудитория": "много"}, "столбец «Аудитория» не читается: „много“"),
        ({"Аудитория": 10**10}, "столбец «Аудитория» не читается: „10000000000“"),
        ({"Вовлеченность": -1}, "столбец «Вовлечённость» не читается: „-1“"),
        ({"Опрос отправлен": "вчера"}, "столбец «Опрос отправлен» не читается: „вчера“"),
        (
            {"Время назначения последнего исполнителя": "никогда"},
            "столбец «Назначен последний исполнитель» не читается: „никогда“",
        ),
    ],
)
def test_a_doubtful_value_is_a_warning_and_the_row_is_taken(changed: Any, warning: str) -> None:
    assert good(**changed).warnings == (warning,)


def test_cells_beyond_the_header_are_doubtful_only_when_filled() -> None:
    match = find_header([("Тема", "Текст")])
    shifted = read_row(("Ямы", "яма", "и ещё"), match, TZ)
    padded = read_row(("Ямы", "яма", "", "'"), match, TZ)
    assert isinstance(shifted, IncomingRow)
    assert isinstance(padded, IncomingRow)
    assert any("сдвинута" in warning for warning in shifted.warnings)
    assert padded.warnings == ("нет даты создания",)


def test_a_short_row_is_read_as_if_its_end_were_empty() -> None:
    row = read_row(("", "яма"), find_header([("Тема", "Текст", "Отдел", "Дата создания")]), TZ)
    assert isinstance(row, IncomingRow)
    assert (row.text, row.topic, row.body_names) == ("яма", "", ())


def test_the_key_is_the_identifier_else_the_number_else_the_content() -> None:
    assert (good(ID="").key, good(ID="").key_kind) == ("number:500001", "number")
    nameless = {"ID": "", "Номер_инцидента": "'"}
    content = good(**nameless)
    assert content.key_kind == "content"
    assert content.key.startswith("content:")
    assert len(content.key) <= 80
    assert good(**nameless, Итог="Решено", Исполнитель="другой").key == content.key
    assert good(**nameless, Текст_инцидента="другое").key != content.key
    assert len(good(ID="ж" * 500).key) <= 80


def test_the_digest_changes_with_the_content_and_not_with_its_spelling() -> None:
    same = good(
        ID="1000001",
        Дата_создания="06.03.2026 17:30",
        Исполнитель="Дорожная служба ",
        Текст_инцидента="Яма у моста<br>третий день 😤",
        Аудитория=99,
        Вовлеченность=5,
        Кабинет="другой",
    )
    assert same.digest == good().digest
    changes = (
        {"Итог": "Решено"}, {"Дата_окончания": "2026-03-08"}, {"3ий_ответ_ПИ": "Засыпали!"},
        {"Исполнитель": ""}, {"Текущий_шаг_инцидента": "Готово"}, {"Теги": "срочно"},
    )  # fmt: skip
    digests = {good(**change).digest for change in changes}
    assert len(digests | {good().digest}) == len(changes) + 1


def test_a_file_without_dates_is_taken() -> None:
    match = find_header([("Исполнитель", "Группа тем", "Текст инцидента", "Тема")])
    row = read_row(("Дорожная служба", "Дороги", "яма", "Ямы"), match, TZ)
    assert isinstance(row, IncomingRow)
    assert (row.created_at, row.state, row.key_kind) == (None, "", "content")


def test_it_reads_a_row_of_the_feedback_platform() -> None:
    header = (
        "№ сообщения", "Дата регистрации", "Статус", "Срок", "Организация", "Категория",
        "Подкатегория", "Факт", "Адрес", "Текст", "Исполнитель", "Дата ответа", "Текст ответа",
        "Оценка", "Фаст-трек", "Повторное", "Продление",
    )  # fmt: skip
    cells = (
        77, "06.03.2026 10:00", "Решение отложено", "05.04.2026", "Администрация", "Дороги", "Ямы",
        "Яма на проезжей части", "Синеборск, Мельничная, 7", "Яма", "", "", "", 4, "Да", "Нет", "",
    )  # fmt: skip
    match = find_header([header])
    row = read_row(cells, match, TZ)
    assert isinstance(row, IncomingRow)
    assert (match.layout.system, row.key, row.state) == ("pos", "number:77", "postponed")
    assert (row.rating, row.fast_track, row.repeated, row.extended) == (4, True, False, None)
    assert row.due_at == datetime(2026, 4, 5, tzinfo=TZ)
    assert (row.fact, row.address) == ("Яма на проезжей части", "Синеборск, Мельничная, 7")


# ---- whole files ----


def read_all(path: Path) -> list[IncomingRow]:
    with open_table(path) as table:
        match = find_header([row for _, row in table.head])
        rows = list(table.numbered())[match.row_index + 1 :]
    read = [read_row(cells, match, TZ, number) for number, cells in rows]
    assert all(isinstance(row, IncomingRow) for row in read)
    return [row for row in read if isinstance(row, IncomingRow)]


def content(rows: list[IncomingRow]) -> list[tuple[str, str]]:
    return [(row.key, row.digest) for row in rows]


def test_an_invented_export_is_read_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "выгрузка.xlsx"
    write_incident_workbook(path, rows=300, titles_above=2)
    rows = read_all(path)
    assert len(rows) == 300
    assert not [row.warnings for row in rows if row.warnings]
    assert {row.line for row in rows} == set(range(4, 304))
    assert {row.state for row in rows} >= {"closed", "in_work", "assigned", "approval", "check"}
    assert {"vk.com", "ok.ru", "telegram.me", "max.ru"} == {r.post_url.split("/")[2] for r in rows}
    assert {len(row.answers) for row in rows} >= {0, 1, 2}
    assert any("<br>" in row.text for row in rows)
    assert not any(row.text.startswith("'") for row in rows)
    assert {row.body_names for row in rows} > {("Пресс-служба округа",)}


def test_the_form_of_the_file_changes_nothing_in_its_rows(tmp_path: Path) -> None:
    plain, dated, mixed, text = (
        tmp_path / name for name in ("1.xlsx", "2.xlsx", "3.xlsx", "4.csv")
    )
    write_incident_workbook(plain, rows=60, seed=5)
    write_incident_workbook(dated, rows=60, seed=5, dates="excel", titles_above=1)
    write_incident_workbook(mixed, rows=60, seed=5, columns=sorted(COLUMNS))
    write_incident_csv(text, rows=60, seed=5)
    expected = content(read_all(plain))
    assert content(read_all(dated)) == expected
    assert content(read_all(mixed)) == expected
    assert content(read_all(text)) == expected


def test_a_file_may_speak_of_the_callers_own_town(tmp_path: Path) -> None:
    town = Town(
        municipality="Тихий округ",
        settlements=["Тихий"],
        bodies=[("Отдел снега", "")],
        topics={"Снег": ["Сугробы"]},
    )
    path = tmp_path / "тихий.xlsx"
    late = datetime(2026, 10, 1, tzinfo=UTC)
    broken = ["", "х1", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "32.13.2025"]
    write_incident_workbook(
        path, rows=5, town=town, start=late, days=5, open_share=1.0, extra=[broken]
    )
    with open_table(path) as table:
        header, *rows = [row for _, row in table.head]
    read = [read_row(cells, find_header([header]), TZ) for cells in rows]
    assert isinstance(read[-1], Rejected)
    for row in read[:-1]:
        assert isinstance(row, IncomingRow)
        assert (row.settlement, row.topic, row.body_names) == ("Тихий", "Сугробы", ("Отдел снега",))
        assert row.closed_at is None
        assert row.created_at is not None
        assert row.created_at.month == 10


@settings(max_examples=25)
@given(st.permutations(range(len(COLUMNS))), st.integers(0, 10_000))
def test_permuted_columns_give_equal_rows(order: list[int], seed: int) -> None:
    (cells,) = incident_rows(1, seed)
    straight = read_row(cells, find_header([COLUMNS]), TZ)
    header = [COLUMNS[column] for column in order]
    mixed = read_row([cells[column] for column in order], find_header([header]), TZ)
    assert mixed._replace(raw=()) == straight._replace(raw=())


@settings(max_examples=200)
@given(
    st.lists(
        st.none() | st.text(max_size=20) | st.floats() | st.booleans() | st.integers(),
        max_size=60,
    )
)
def test_no_row_does_anything_but_read_or_come_back(cells: list[Any]) -> None:
    row = read_row(cells, find_header([COLUMNS]), TZ, 3)
    assert len(row.raw) == len(COLUMNS)
    if isinstance(row, Rejected):
        assert row.reason
    else:
        assert len(row.key) <= 80
        assert "\x00" not in row.text
