"""Reading tables of any origin: honest files are read alike, hostile ones are refused in words."""

import contextlib
import io
from datetime import UTC, datetime

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.core.tables import refusals as limits
from mcu.core.tests import hostile

ROWS = [
    ["Тема", "Текст", "Число"],
    ["Дороги", "=СУММ(A1)", 12],
    ["ЖКХ", "-1 градус; «холодно»", 0.5],
]
READ = [tuple(ROWS[0]), tuple(ROWS[1]), tuple(ROWS[2])]


def read(content: bytes, name: str = "файл.bin", **options: object) -> list[tuple[object, ...]]:
    with open_table(io.BytesIO(content), name, **options) as table:
        return list(table.rows())


def refused(content: bytes, name: str = "выгрузка.xlsx", **options: object) -> str:
    with pytest.raises(RuleViolation) as refusal:
        read(content, name, **options)
    sentence = refusal.value.sentence
    assert sentence.startswith(f"Файл «{name}»")
    assert sentence.endswith(".")
    return refusal.value.code


def csv_of(rows: list[list[object]], delimiter: str = ";") -> str:
    cells = [[f'"{c}"' if delimiter in str(c) else str(c) for c in row] for row in rows]
    return "".join(delimiter.join(row) + "\r\n" for row in cells)


# ---- formats ----


def test_it_reads_the_same_rows_from_every_format() -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{c}"/>'
            if isinstance(c, (int, float))
            else f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    assert read(hostile.xlsx(ROWS)) == READ
    assert read(hostile.xls(ROWS)) == READ
    assert read(hostile.ods(cells)) == READ


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_it_reads_csv_of_each_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    rows = read(csv_of(ROWS, delimiter).encode(encoding))
    assert rows == [tuple(str(cell) for cell in row) for row in ROWS]


def test_it_obeys_the_line_that_announces_the_delimiter() -> None:
    assert read("sep=|\r\nа,б|в\r\n1,2|3\r\n".encode()) == [("а,б", "в"), ("1,2", "3")]


def test_it_keeps_line_breaks_inside_quotes_and_numbers_rows_as_the_file_does() -> None:
    with open_table(io.BytesIO('а;б\n"раз\nдва";2\n\n;\nг;4\n'.encode())) as table:
        assert list(table.numbered()) == [(1, ("а", "б")), (2, ("раз\nдва", "2")), (5, ("г", "4"))]
        assert table.share() == 1.0


def test_the_first_visible_sheet_with_rows_is_taken_and_another_may_be_named() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("Пустой")
        hidden = book.add_worksheet("Скрытый")
        hidden.hide()
        hidden.write(0, 0, "тайна")
        book.add_worksheet("Видимый").write(4, 2, "здесь")
    with open_table(target, "книга") as table:
        assert (table.sheet, list(table.numbered())) == ("Видимый", [(5, ("", "", "здесь"))])
    assert read(target.getvalue(), sheet="Скрытый") == [("тайна",)]
    assert refused(target.getvalue(), sheet="Другой") == "file_empty"


def test_dates_and_spans_of_a_workbook_come_as_text_of_one_form() -> None:
    moment = datetime(2026, 3, 6, 17, 5, tzinfo=UTC).replace(tzinfo=None)
    serial = 46087.711805555555
    content = hostile.xlsx(
        [["д", "ч", "и", "г"], [serial, 1.0868055555, int(serial), 3]],
        A="dd.mm.yyyy hh:mm", B="[hh]:mm:ss", C='[$-419]d\\ mmmm\\ yyyy" г."', D="0.00",
    )  # fmt: skip
    assert read(content)[1] == (str(moment), "26:05:00", "2026-03-06", 3)


def test_the_first_day_of_time_may_be_in_1904() -> None:
    cell = '<row r="1"><c r="A1" s="0"><v>44625</v></c></row>'
    styles = (
        f'<styleSheet xmlns="{hostile.MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    relations = (
        f'<Relationships xmlns="{hostile.PACKAGE}">'
        f'<Relationship Id="rId1" Type="{hostile.OFFICE}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId3" Type="{hostile.OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )
    content = hostile.raw_xlsx(
        hostile.sheet_of(cell),
        book='<workbookPr date1904="1"/>',
        extra={"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": relations},
    )
    assert read(content) == [("2026-03-06",)]


def test_formulas_give_their_last_result_and_are_never_reckoned() -> None:
    cell = '<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x")</f><v>итог</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    assert read(hostile.raw_xlsx(hostile.sheet_of(cell))) == [("итог", 2)]


def test_cells_of_every_kind_in_any_order_find_their_column() -> None:
    cells = (
        '<row><c r="C1" t="b"><v>1</v></c><c r="A1" t="s"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'
        '<row><c t="inlineStr"><is><r><t>при</t></r><r><t>вет_x000D_</t></r></is></c><c t="d">'
        "<v>2026-03-06</v></c><c><v>12345678901234567890</v></c><c/><c><v>1e400</v></c></row>"
    )
    content = hostile.raw_xlsx(
        hostile.sheet_of(cells), strings="<si><t/></si><si><t>а&amp;б</t></si>"
    )
    assert read(content) == [
        ("а&б", "#N/A", True),
        ("привет\r", "2026-03-06", 12345678901234567890, "", "inf"),
    ]


def test_elements_may_have_a_prefix_and_macros_are_only_bytes() -> None:
    sheet = f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert read(hostile.raw_xlsx(sheet, extra={"xl/vbaProject.bin": b"Sub Auto_Open()"})) == [(7,)]


def test_the_header_is_guessed_and_the_rows_may_be_read_again() -> None:
    with open_table(io.BytesIO(hostile.xlsx([["Выгрузка"], *ROWS])), "а.xlsx") as table:
        assert table.headers_guess == tuple(ROWS[0])
        assert list(table.rows()) == list(table.rows()) == [("Выгрузка",), *READ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=9)
            | st.integers(-(10**9), 10**9)
            | st.floats(-1e6, 1e6, allow_subnormal=False),
            min_size=1,
            max_size=6,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_own_reader_agrees_with_calamine(rows: list[list[object]]) -> None:
    content = hostile.xlsx([["заголовок"], *rows])
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    expected = {
        number: [cell if isinstance(cell, str) else pytest.approx(cell) for cell in row]
        for number, row in enumerate(sheet.iter_rows(), 1)
    }
    with open_table(io.BytesIO(content)) as table:
        for number, row in table.numbered():
            padded = [*row, *[""] * (len(expected[number]) - len(row))]
            assert padded == expected[number]


# ---- refusals ----


def test_it_refuses_a_zip_bomb_by_its_directory() -> None:
    bomb = hostile.zip_bomb(40)
    assert len(bomb) < 2**17
    assert refused(bomb) == "file_bomb"


def test_it_refuses_an_archive_of_too_many_parts() -> None:
    parts = {f"xl/{number}.xml": "" for number in range(limits.ENTRIES_LIMIT + 1)}
    assert refused(hostile.zipped(parts)) == "file_bomb"


def test_a_cell_in_the_farthest_corner_takes_no_memory() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="GR1048576"><v>2</v></c></row>'
    with open_table(io.BytesIO(hostile.raw_xlsx(hostile.sheet_of(far)))) as table:
        assert [(number, len(row)) for number, row in table.numbered()] == [(1, 1), (1048576, 200)]


@pytest.mark.parametrize("rows", [1, 5])
def test_it_refuses_ten_thousand_columns(rows: int) -> None:
    wide = [["столбец"] * 10_000] * rows
    assert refused(hostile.xlsx(wide)) == "file_wide"
    assert refused(csv_of(wide).encode()) == "file_wide"


def test_empty_cells_beyond_the_limit_do_not_count() -> None:
    cells = "".join(f'<c r="{a}{b}{c}1" s="0"/>' for a in "ABC" for b in "AB" for c in "AB")
    row = f'<row r="1"><c r="A1"><v>1</v></c>{cells}</row>'
    assert read(hostile.raw_xlsx(hostile.sheet_of(row))) == [(1,)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n;;\n", "file_empty"),
        (hostile.xlsx([]), "file_empty"),
        (hostile.xls([]), "file_empty"),
        (b"%PDF-1.7 \n", "file_format"),
        (b"\xff\xd8\xff\xe0 jpeg", "file_format"),
        (b"\x89PNG\r\n\x1a\n", "file_format"),
        (b"{\\rtf1", "file_format"),
        (b"MZ\x90\x00", "file_format"),
        (b"<html><table><tr><td>1</td></tr></table>", "file_format"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "file_format"),
        (bytes(range(1, 256)) * 4, "file_format"),
        ("а;б\n".encode() * 3000 + b"\x00;1\n", "file_broken"),
        (hostile.zipped({"word/document.xml": "<w/>"}), "file_format"),
        (hostile.zipped({"письмо.txt": "привет"}), "file_format"),
        (hostile.zipped({"xl/workbook.bin": "", "xl/a": ""}), "file_format"),
        (hostile.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "file_format"),
        (hostile.ole({"EncryptedPackage": b"x"}), "file_password"),
        (hostile.xls(ROWS, encrypted=True), "file_password"),
        (hostile.ole({"WordDocument": b"x"}), "file_format"),
        (hostile.ole({"Other": b"x"}), "file_broken"),
        (hostile.ole({"Workbook": b"not a book"}), "file_broken"),
        (hostile.xlsx(ROWS)[:-300], "file_broken"),
        (hostile.zipped({"xl/workbook.xml": "<workbook"}), "file_broken"),
        (hostile.raw_xlsx("<worksheet><sheetData><row>"), "file_broken"),
        (hostile.raw_xlsx("<html/>"), "file_broken"),
        (hostile.raw_xlsx(hostile.sheet_of('<row><c t="s"><v>9</v></c></row>')), "file_broken"),
        (hostile.raw_xlsx(hostile.sheet_of('<row><c r="?1"><v>9</v></c></row>')), "file_broken"),
        (hostile.raw_xlsx(hostile.sheet_of("<row><c><v>1</v></c></row>"), strings="<si>"), "file_broken"),
        (hostile.zipped({"mimetype": hostile.ODS, "content.xml": "<a"}), "file_broken"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_table(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_it_refuses_entities_that_grow() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;">]>' + hostile.sheet_of(
        '<row><c t="inlineStr"><is><t>&b;</t></is></c></row>'
    )
    assert refused(hostile.raw_xlsx(bomb)) == "file_broken"


def test_it_refuses_an_endless_cell() -> None:
    cell = f'<row><c t="inlineStr"><is><t>{"щ" * 6_000_000}</t></is></c></row>'
    assert refused(hostile.raw_xlsx(hostile.sheet_of(cell + "<row/>" * 99))) == "file_broken"


def test_it_refuses_a_file_over_the_limit() -> None:
    assert refused(hostile.xlsx(ROWS), limit=1000) == "file_size"


def test_a_repeated_cell_of_ods_cannot_exhaust_memory() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>я</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="6000">{cell}</table:table-row>'
    assert refused(hostile.ods(rows)) == "file_bomb"


def test_a_quote_never_closed_is_told_with_its_row() -> None:
    content = "а;б\n1;2\n" + '"' + "x" * 200_000
    with pytest.raises(RuleViolation, match="около строки 3: кавычка"):
        read(content.encode())


def test_a_file_that_breaks_off_in_the_middle_gives_its_rows_first() -> None:
    whole = hostile.sheet_of("".join(f"<row><c><v>{n}</v></c></row>" for n in range(50_000)))
    with open_table(io.BytesIO(hostile.raw_xlsx(whole[: len(whole) // 2]))) as table:
        rows = table.rows()
        assert next(rows) == (0,)
        with pytest.raises(RuleViolation, match="повреждён"):
            list(rows)


BASES = {"xlsx": hostile.xlsx(ROWS), "csv": csv_of(ROWS).encode(), "none": b""}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2000), st.sampled_from(["xlsx", "csv", "none"]))
def test_no_bytes_do_anything_but_read_or_refuse(junk: bytes, at: int, base: str) -> None:
    whole = BASES[base]
    content = whole[:at] + junk + whole[at + len(junk) :]
    if content.startswith(limits.OLE) or b"opendocument" in content:
        return
    with contextlib.suppress(RuleViolation):
        read(content)


def test_it_reads_a_file_by_path_and_closes_it(tmp_path: object) -> None:
    path = tmp_path / "таблица.csv"  # type: ignore[operator]
    path.write_text("а;б\n1;2\n")
    table = open_table(path)
    assert table.name == "таблица.csv"
    table.close()
    path.write_text("")
    with pytest.raises(RuleViolation, match="«таблица"):
        open_table(path)
