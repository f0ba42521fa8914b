"""Plain rows read by patterns are the same rows that the XML parser gives."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table, sheet
from mcu.core.tests import hostile

TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def read(content: bytes) -> list[tuple[int, tuple]]:
    with open_table(io.BytesIO(content), "файл.xlsx") as table:
        return list(table.numbered())


def parsed(content: bytes, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple]]:
    """The rows as the XML parser alone reads them."""
    with monkeypatch.context() as patch:
        patch.setattr(sheet.SheetParser, "_row", lambda *_: None)
        return read(content)


CELLS = {
    "a number": '<c r="A2"><v>17</v></c>',
    "a style": '<c r="A2" s="1"><v>0.5</v></c>',
    "a shared text": '<c r="A2" t="s"><v>0</v></c>',
    "a formula": '<c r="A2"><f>1+1</f><v>2</v></c>',
    "an error": '<c r="A2" t="e"><v>#N/A</v></c>',
    "a flag": '<c r="A2" t="b"><v>1</v></c>',
    "an empty cell before": '<c r="A2" s="3"/><c r="C2"><v>1</v></c>',
    "cells in another order": '<c r="C2"><v>3</v></c><c r="A2"><v>1</v></c>',
    "no addresses": "<c><v>1</v></c><c><v>2</v></c>",
    "references": TEXT.format("A2", "&lt;br&gt; &amp;amp; &quot;&apos;"),
    "a numbered reference": TEXT.format("A2", "&#1071;ма"),
    "an escaped sign": TEXT.format("A2", "строка_x000D_вторая"),
    "line breaks": TEXT.format("A2", "строка\r\nвторая\rтретья\nчетвёртая"),
    "kept spaces": '<c r="A2" t="inlineStr"><is><t xml:space="preserve"> яма </t></is></c>',
    "runs of letters": '<c r="A2" t="inlineStr"><is><r><t>Я</t></r><r><t>ма</t></r></is></c>',
    "a section": TEXT.format("A2", "<![CDATA[<row r='9'>яма</row>]]>"),
    "a comment": '<!-- <row r="8"><c r="A8"><v>1</v></c></row> --><c r="A2"><v>1</v></c>',
    "an instruction": '<?x <c r="B2"><v>1</v></c>?><c r="A2"><v>1</v></c>',
    "an attribute more": '<c r="A2" cm="1"><v>5</v></c>',
    "a far column": '<c r="ZZ2"><v>5</v></c><c r="A2"><v>1</v></c>',
}


@pytest.mark.parametrize("kind", CELLS)
def test_every_form_of_a_cell_reads_the_same_both_ways(kind, monkeypatch):
    rows = (
        f'<row r="1">{TEXT.format("A1", "Текст")}</row><row r="2" spans="1:3">{CELLS[kind]}</row>'
    )
    rows += f'<row r="3"/><row r="5">{TEXT.format("B5", "ещё")}</row>'
    content = hostile.raw_xlsx(hostile.sheet_of(rows), strings="<si><t>общий</t></si>")
    if kind == "a far column":
        for reader in (read, lambda content: parsed(content, monkeypatch)):
            with pytest.raises(RuleViolation, match="больше 200 столбцов"):
                reader(content)
        return
    found = read(content)
    assert found == parsed(content, monkeypatch)
    assert [number for number, _ in found] == [1, 2, 5]


@given(
    st.lists(
        st.lists(st.text(max_size=30) | st.integers(0, 9**9) | st.floats(0, 1e6), max_size=6),
        min_size=1,
        max_size=20,
    )
)
def test_what_a_writer_writes_reads_the_same_both_ways(rows):
    content = hostile.xlsx([["начало"], *rows])
    with pytest.MonkeyPatch.context() as patch:
        assert read(content) == parsed(content, patch)


@pytest.mark.parametrize("size", [1, 7, 64, 300])
def test_rows_do_not_depend_on_where_a_chunk_ends(size, monkeypatch):
    content = hostile.xlsx(
        [["Тема", "Текст"], *([f"тема {n}", "«Яма» & <лужа>"] for n in range(40))]
    )
    whole = read(content)
    monkeypatch.setattr(sheet, "CHUNK", size)
    monkeypatch.setattr(sheet, "HELD_LIMIT", 4 * size)
    assert read(content) == whole


@pytest.mark.parametrize("code", ["utf-16", "windows-1251"])
def test_a_sheet_in_another_encoding_is_left_to_the_parser(code):
    text = hostile.sheet_of(f'<row r="1">{TEXT.format("A1", "Яма")}</row>')
    content = f'<?xml version="1.0" encoding="{code}"?>{text}'.encode(code)
    assert read(hostile.raw_xlsx(content)) == [(1, ("Яма",))]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="A2"><v>1</v></c></c></row>',
        f'<row r="2">{TEXT.format("A2", "&nosuch;")}</row>',
        f'<row r="2">{TEXT.format("A2", "a" + chr(1))}</row>',
        '<row r="2"><c r="A2"><v>не число</v></c></row>',
    ],
)
def test_a_broken_row_is_refused_as_the_parser_would(row):
    first = f'<row r="1">{TEXT.format("A1", "Яма")}</row>'
    with pytest.raises(RuleViolation, match="повреждён"):
        read(hostile.raw_xlsx(hostile.sheet_of(first + row)))
