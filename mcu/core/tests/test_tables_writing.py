"""Written tables: typed cells, nothing that runs, nothing a spreadsheet cannot hold."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcu.core.tables import Column, Kind, open_table, write_csv, write_xlsx, writing
from mcu.core.tables.cells import is_blank

URAL = timezone(timedelta(hours=5))
NOON = datetime(2026, 3, 6, 19, 30, tzinfo=UTC)
DANGEROUS = ["=1+1", "+7 900", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x";"y")', "＝1"]


def written(
    columns: list[Any], rows: list[list[Any]], title: str = "Лист", **options: Any
) -> python_calamine.CalamineWorkbook:
    target = io.BytesIO()
    assert write_xlsx(target, title, columns, rows, **options) == len(rows)
    target.seek(0)
    return python_calamine.load_workbook(target)


def cells(columns: list[Any], rows: list[list[Any]], **options: Any) -> list[list[Any]]:
    return written(columns, rows, **options).get_sheet_by_index(0).to_python()


def test_values_keep_their_types_and_moments_are_local() -> None:
    columns = [
        Column("Текст"), Column("Шт.", Kind.WHOLE), Column("Доля", Kind.PERCENT),
        Column("День", Kind.DATE), Column("Когда", Kind.MOMENT), ("Число", "number", 8),
    ]  # fmt: skip
    rows = [["Яма", 12, 0.25, date(2026, 3, 6), NOON, 1.5], [None, None, None, None, None, ""]]
    read = cells(columns, rows, tz=URAL)
    assert read[0] == ["Текст", "Шт.", "Доля", "День", "Когда", "Число"]
    local = datetime(2026, 3, 7, 0, 30, tzinfo=UTC).replace(tzinfo=None)
    assert read[1] == ["Яма", 12, 0.25, date(2026, 3, 6), local, 1.5]


def test_a_moment_with_a_zone_is_not_written_without_knowing_whose_clock() -> None:
    with pytest.raises(ValueError, match="tz"):
        cells([Column("Когда", Kind.MOMENT)], [[NOON]])


@pytest.mark.parametrize("value", DANGEROUS)
def test_no_text_becomes_a_formula(value: str) -> None:
    target = io.BytesIO()
    write_xlsx(target, "Лист", [Column(value)], [[value]])
    with zipfile.ZipFile(target) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == 2
    with open_table(target) as table:
        assert list(table.rows()) == [(value,), (value,)]


def test_words_stand_where_the_column_is_text_or_the_value_is_no_number() -> None:
    columns = [Column("А"), Column("Б", Kind.WHOLE), Column("В", Kind.NUMBER)]
    rows = [[True, "нет данных", float("nan")], [date(2026, 3, 6), 10**17, False], [5, 1, 2]]
    assert cells(columns, rows)[1:] == [
        ["Да", "нет данных", "nan"],
        ["06.03.2026", str(10**17), "Нет"],
        ["5", 1, 2],
    ]


def test_long_and_unprintable_texts_are_cut_to_what_a_cell_holds() -> None:
    rows = [["я" * 40_000], ["😀" * 20_000], ["а\x00\x07б\ud800\uffff"], ["_x0041_"]]
    read = [row[0] for row in cells([Column("Т")], rows)[1:]]
    assert read[0] == "я" * 32_766 + "…"
    assert read[1] == "😀" * 16_383 + "…"
    assert read[2:] == ["аб", "_x0041_"]


def test_the_header_is_frozen_and_filtered_and_notes_have_a_sheet() -> None:
    target = io.BytesIO()
    write_xlsx(target, "Срез", [Column("А"), Column("Б")], [[1, 2]], notes=["=Доля", "Источник"])
    with zipfile.ZipFile(target) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet
    target.seek(0)
    book = python_calamine.load_workbook(target)
    assert book.sheet_names == ["Срез", "Пояснения"]
    assert book.get_sheet_by_index(1).to_python() == [["=Доля"], ["Источник"]]


def test_titles_of_sheets_are_made_lawful_and_an_empty_table_has_its_header() -> None:
    book = written([Column("А")], [], title="'Отчёт: [ЦУР]/МЦУ?*' " + "я" * 40)
    assert len(book.sheet_names[0]) <= 31
    assert book.sheet_names[0].startswith("Отчёт   ЦУР")
    assert book.get_sheet_by_index(0).to_python() == [["А"]]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHEET_ROWS", 2)
    book = written([Column("А", Kind.WHOLE)], [[n] for n in range(5)], title="Л")
    assert book.sheet_names == ["Л", "Л (2)", "Л (3)"]
    assert [book.get_sheet_by_index(n).to_python()[1:] for n in range(3)] == [
        [[0], [1]],
        [[2], [3]],
        [[4]],
    ]


def test_csv_opens_in_russian_excel_and_runs_nothing(tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    rows = [[value, 1.5, -3, NOON, None, True] for value in DANGEROUS]
    columns = [Column(title) for title in "абвгде"]
    assert write_csv(path, columns, rows, tz=URAL) == len(DANGEROUS)
    content = path.read_bytes()
    assert content.startswith("\ufeffа;б;в".encode())
    with open_table(path) as table:
        read = list(table.rows())[1:]
    assert [row[0] for row in read] == [f"'{value}" for value in DANGEROUS]
    assert read[0][1:] == ("1,5", "-3", "07.03.2026 00:30", "", "Да")


def test_csv_goes_into_an_open_file_and_leaves_it_open() -> None:
    target = io.BytesIO()
    write_csv(target, [("Заголовок", "text", 5)], [["а;б"], ['в"г']])
    assert target.getvalue().decode("utf-8-sig") == 'Заголовок\r\n"а;б"\r\n"в""г"\r\n'


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
@example(["\n"])
def test_any_text_survives_a_workbook_but_for_what_it_cannot_hold(values: list[str]) -> None:
    target = io.BytesIO()
    write_xlsx(target, "Л", [Column("т")] * len(values), [values])
    kept = [writing._CONTROL.sub("", value).replace("\r\n", "\n") for value in values]
    with open_table(target) as table:
        rows = dict(table.numbered())
    row = [*rows.get(2, ()), *[""] * len(values)][: len(values)]
    if is_blank(tuple(kept)):  # such a row is passed over
        kept = [""] * len(values)
    assert [str(cell).replace("\r", "\n") for cell in row] == kept
