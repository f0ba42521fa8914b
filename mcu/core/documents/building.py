"""Plain Word files to begin with: a letter with a corner, an addressee and a signature, or a card of rows."""

import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT = "Times New Roman"
SIZE, SMALL = Pt(13), Pt(10)
# ГОСТ Р 7.0.97-2016: margins of at least 20, 10, 20 and 20 mm, a paragraph begins 1.25 cm in.
LEFT, RIGHT, TOP, BOTTOM, INDENT = Cm(3), Cm(1.5), Cm(2), Cm(2), Cm(1.25)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a report under a heading; `widths` are centimetres. Without a head only the heading
    and the text; `text` stands between the heading and the table."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page, from top to bottom; what is empty is left out.

    `corner` is the left upper corner (who writes, number and date), `to` the right one; `rows` are
    the lines of a card, `grids` tables of a report; `sign` is the position and the name; `foot` the executor and the telephone.
    """

    title: str
    corner: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    grids: tuple[Grid, ...] = ()
    sign: tuple[str, str] | None = None
    foot: tuple[str, ...] = ()


def build(sheet: Sheet) -> bytes:
    """The .docx of a sheet; its texts may hold placeholders."""
    document = Document()
    _page(document)
    if sheet.corner or sheet.to:
        left, right = _pair(document, 8.5, 8)
        _lines(left, sheet.corner)
        _lines(right, sheet.to)
        document.add_paragraph()
    title = document.add_paragraph()
    title.add_run(sheet.title).bold = True
    title.paragraph_format.space_after = Pt(12)
    title.paragraph_format.keep_with_next = True
    if sheet.rows:
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _rows(document, sheet.rows)
    _text(document, sheet.text)
    for grid in sheet.grids:
        _grid(document, grid)
    if sheet.sign:
        document.add_paragraph()
        position, name = _pair(document, 9.5, 7)
        _lines(position, (sheet.sign[0],))
        _lines(name, (sheet.sign[1],))
        name.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number, line in enumerate(sheet.foot):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if number else 24)
        paragraph.add_run(line).font.size = SMALL
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    fonts = style.element.rPr.rFonts
    for kind in ("w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.15
    document.core_properties.author = ""


def _pair(document: Any, *widths: float) -> tuple[Any, Any]:
    """Two cells side by side without lines around."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Cm(width)
    return table.cell(0, 0), table.cell(0, 1)


def _lines(cell: Any, lines: tuple[str, ...]) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(line)


def _rows(document: Any, rows: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for label, value in rows:
        cells = table.add_row().cells
        for cell, width, words in zip(cells, (6, 10.5), (label, value), strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].add_run(words).font.size = Pt(12)


def _grid(document: Any, grid: Grid) -> None:
    """A table with lines, its head on every page it goes over to."""
    title = document.add_paragraph()
    title.add_run(grid.title).bold = True
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(6)
    title.paragraph_format.keep_with_next = True
    _text(document, grid.text)
    if grid.head:
        _table(document, grid)


def _text(document: Any, lines: tuple[str, ...]) -> None:
    for line in lines:
        paragraph = document.add_paragraph(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = INDENT


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=0, cols=len(grid.head))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Cm(width)  # LibreOffice goes by the columns, Word by the cells
    for number, row in enumerate((grid.head, *grid.rows)):
        line = table.add_row()
        for cell, width, words in zip(line.cells, grid.widths, row, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(words)
            run.font.size, run.bold = SMALL, number == 0
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
