"""Finding the header: any order, titles above, spellings, saved mappings, refusals."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.intake.rules.layouts import LAYOUTS, Field, find_header, normal
from mcu.intake.tests.workbook import COLUMNS

COMPACT = (
    "регион", "группа тем", "тема", "отдел", "исполнитель", "создан", "закрыт", "тип", "итог",
    "аудитория", "текст", "первый ответ", "1-й ПИ", "2-й ПИ", "3-й ПИ", "муниципалитет",
    "населённый пункт", "улица", "объект",
)  # fmt: skip
POS = (
    "№ сообщения", "Дата регистрации", "Статус", "Срок", "Организация", "Категория",
    "Подкатегория", "Факт", "Адрес", "Текст", "Исполнитель", "Дата ответа", "Текст ответа",
    "Оценка", "Фаст-трек", "Повторное", "Продление",
)  # fmt: skip
FILES = {
    "incident": COLUMNS,
    "compact": COMPACT,
    "pos": POS,
    "appeals": ("id", "text", "topic", "executor", "category"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_layout_is_told_by_its_headers(name: str) -> None:
    match = find_header([FILES[name]])
    assert match.layout.name == name
    assert match.titles == FILES[name]


def test_every_column_of_the_known_export_is_understood() -> None:
    match = find_header([COLUMNS])
    assert (match.unknown, match.score, len(match.mapping)) == ((), 1.0, len(COLUMNS))


def test_the_oldest_extract_of_four_columns_is_read_as_the_compact_one() -> None:
    match = find_header([("Исполнитель", "Группа тем", "Текст инцидента", "Тема")])
    assert match.layout.name == "compact"
    assert match.mapping == {
        Field.EXECUTOR: 0, Field.GROUP: 1, Field.TEXT: 2, Field.TOPIC: 3,
    }  # fmt: skip


def test_columns_of_unknown_meaning_are_kept_by_name() -> None:
    assert find_header([COMPACT]).unknown == ("1-й ПИ", "2-й ПИ", "3-й ПИ")


def test_titles_above_the_header_are_passed_over() -> None:
    rows = [("Выгрузка за март",), (), ("Тема: дороги", "", 12), COLUMNS, ("а",) * 47]
    assert find_header(rows).row_index == 3


def test_a_header_below_thirty_rows_is_not_found() -> None:
    with pytest.raises(RuleViolation):
        find_header([("титул",)] * 30 + [COLUMNS])


@pytest.mark.parametrize(
    "spelled",
    ["ТЕКСТ ИНЦИДЕНТА", " Текст\nинцидента ", "'Текст инцидента", "Текст  инцидента:", "Текст_инцидента"],
)  # fmt: skip
def test_spelling_of_a_header_does_not_matter(spelled: str) -> None:
    assert find_header([("Тема", spelled)]).mapping[Field.TEXT] == 1


def test_a_comma_or_ё_in_a_header_does_not_matter() -> None:
    with_comma = "Время которое первый ответ ПИ находился на согласовании"
    match = find_header([("Тема", with_comma, "Населённый пункт")])
    assert match.mapping[Field.APPROVAL_TOOK] == 1
    assert match.mapping[Field.SETTLEMENT] == 2


def test_of_repeated_headers_the_first_counts_and_all_keep_their_values() -> None:
    match = find_header([("Тема", "Текст", "Тема", "", "Тема (2)", "тема")])
    assert match.mapping[Field.TOPIC] == 0
    assert match.titles == ("Тема", "Текст", "Тема (2)", "Столбец 4", "Тема (2) (2)", "тема")
    assert match.unknown == ("Тема (2)", "Тема (2) (2)", "тема")


def test_a_saved_mapping_goes_before_the_layout() -> None:
    header = ("Тема", "Что случилось", "Текст", "Куда", "Отдел")
    saved = {"text": "Что  случилось", "settlement": "КУДА", "department": "", "gone_field": "Тема"}
    mapping = find_header([header], saved=saved).mapping
    assert (mapping[Field.TEXT], mapping[Field.SETTLEMENT]) == (1, 3)
    assert Field.DEPARTMENT not in mapping
    assert 2 not in mapping.values()


def test_a_saved_mapping_alone_makes_a_header() -> None:
    saved = {"text": "Жалоба"}
    assert find_header([("Жалоба", "Прочее")], saved=saved).mapping == {Field.TEXT: 0}


def test_columns_set_by_hand_are_the_whole_mapping() -> None:
    match = find_header(
        [("титул",), COLUMNS], columns={"text": 34, "topic": 20, "note": 999, "x": 1}
    )
    assert match.row_index == 1
    assert match.mapping == {Field.TEXT: 34, Field.TOPIC: 20}


def test_columns_set_by_hand_serve_a_file_with_strange_headers() -> None:
    match = find_header(
        [("Список",), ("Что", "Где", "Когда"), ("яма", "", "")], columns={"text": 0}
    )
    assert (match.row_index, match.mapping) == (1, {Field.TEXT: 0})


def test_a_named_layout_is_the_only_one_tried() -> None:
    assert find_header([("Тема", "Текст", "Категория")], layout="pos").layout.name == "pos"
    with pytest.raises(RuleViolation, match="«Подкатегория»") as refusal:
        find_header([("Кабинет", "Урл поста")], layout="pos")
    assert "Текст инцидента" not in refusal.value.sentence


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuleViolation, match="«auto», «incident», «compact», «pos», «appeals»"):
        find_header([COLUMNS], layout="прошлогодняя")


@pytest.mark.parametrize("rows", [[], [()], [("",)], [("Тема",)], [(1, 2.5, True)], [("а", "б")]])
def test_no_known_header_is_refused_with_what_was_looked_for(
    rows: list[tuple[object, ...]],
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        find_header(rows)
    for layout in LAYOUTS:
        assert layout.title in refusal.value.sentence


def test_only_the_unseen_layout_is_marked_as_reconstructed() -> None:
    assert [layout.name for layout in LAYOUTS if layout.reconstructed] == ["pos"]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_no_two_fields_of_a_layout_look_for_one_header_first(layout: object) -> None:
    firsts = [normal(variants[0]) for variants in layout.columns.values()]  # type: ignore[attr-defined]
    assert len(firsts) == len(set(firsts))


@given(st.permutations(range(len(COLUMNS))), st.integers(0, 3))
def test_any_order_of_columns_gives_the_same_mapping(order: list[int], above: int) -> None:
    header = [COLUMNS[column] for column in order]
    match = find_header([("титул",)] * above + [header])
    plain = find_header([COLUMNS])
    assert {f: header[c] for f, c in match.mapping.items()} == {
        f: COLUMNS[c] for f, c in plain.mapping.items()
    }


@given(
    st.lists(st.lists(st.text() | st.floats() | st.none(), max_size=9), max_size=31), st.randoms()
)
def test_junk_is_refused_and_a_header_in_junk_is_found(
    junk: list[list[object]], dice: random.Random
) -> None:
    rows = [*junk[:25]]
    rows.insert(dice.randint(0, len(rows)), list(COLUMNS))
    match = find_header(rows)
    assert rows[match.row_index] == list(COLUMNS)
    picked = match.pick(COLUMNS)
    assert picked[Field.TEXT] == "Текст инцидента"
