"""A Word file as plain blocks: paragraphs and tables with what a letter shows of them, in order.

The look follows the file as far as a letter goes: margins, alignment, indents, sizes, bold, italic,
underline, tables, pictures in the text. Text beside frames, columns and drawings is Word's own.
"""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

ALIGN = {
    WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right", WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}  # fmt: skip
PICTURES = ("image/png", "image/jpeg", "image/gif")
SIZE = 12.0


def blocks(content: bytes) -> dict[str, Any]:
    """The document as a value of JSON; pictures are under `pictures` by their names."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    pictures: dict[str, bytes] = {}
    size = document.styles["Normal"].font.size
    look = _Look(size.pt if size else SIZE, pictures)
    return {
        "margins": [
            round(each.mm, 1) if each is not None else 20.0
            for each in (
                section.top_margin, section.right_margin, section.bottom_margin, section.left_margin,
            )
        ],
        "header": list(look.all(section.header)),
        "body": list(look.all(document)),
        "footer": list(look.all(section.footer)),
        "pictures": pictures,
    }  # fmt: skip


class _Look:
    """Reads blocks; `size` is that of text without one of its own, `pictures` gathers what it meets."""

    def __init__(self, size: float, pictures: dict[str, bytes]) -> None:
        self.size = size
        self.pictures = pictures

    def all(self, holder: Any) -> Iterator[dict[str, Any]]:
        for one in holder.iter_inner_content():
            yield self.table(one) if isinstance(one, Table) else self.paragraph(one)

    def table(self, table: Table) -> dict[str, Any]:
        rows = [
            [{"span": cell.grid_span, "blocks": list(self.all(cell))} for cell in _cells(row)]
            for row in table.rows
        ]
        columns = [column.width.mm if column.width else 0 for column in table.columns]
        first = [cell.width.mm if cell.width else 0 for cell in table.rows[0].cells] if rows else []
        widths = first if len(first) == len(columns) and all(first) else columns
        return {"kind": "table", "widths": widths, "lines": _has_lines(table), "rows": rows}

    def paragraph(self, paragraph: Paragraph) -> dict[str, Any]:
        look, style = paragraph.paragraph_format, _style(paragraph).paragraph_format
        align = paragraph.alignment if paragraph.alignment is not None else style.alignment
        return {
            "kind": "paragraph",
            "align": ALIGN.get(align, "left"),
            "first": _mm(look.first_line_indent or style.first_line_indent),
            "left": _mm(look.left_indent or style.left_indent),
            "before": _mm(look.space_before if look.space_before is not None else style.space_before),
            "after": _mm(look.space_after if look.space_after is not None else style.space_after),
            "runs": [part for run in _runs(paragraph) for part in self.run(run, paragraph)],
        }  # fmt: skip

    def run(self, run: Any, paragraph: Paragraph) -> Iterator[dict[str, Any]]:
        font, style = run.font, _style(paragraph).font
        size = font.size or style.size
        for picture in run._r.iter(qn("a:blip")):
            if name := self._picture(run, picture.get(qn("r:embed"))):
                extent = next(run._r.iter(qn("wp:extent")), None)
                width = int(extent.get("cx")) / 36000 if extent is not None else 20
                yield {"picture": name, "width": min(width, 170)}
        yield {
            "text": run.text,
            "bold": bool(font.bold if font.bold is not None else style.bold),
            "italic": bool(font.italic if font.italic is not None else style.italic),
            "underline": bool(font.underline),
            "size": size.pt if size else self.size,
        }

    def _picture(self, run: Any, key: str) -> str:
        part = run.part.related_parts.get(key)
        if part is None or part.content_type not in PICTURES:
            return ""
        name = f"{len(self.pictures)}.{part.content_type.rsplit('/', 1)[1]}"
        self.pictures[name] = part.blob
        return name


def _cells(row: Any) -> Iterator[Any]:
    """Each cell once: a cell that spans columns is met once for every column."""
    last = None
    for cell in row.cells:
        if cell._tc is not last:
            yield cell
        last = cell._tc


def _runs(paragraph: Paragraph) -> Iterator[Any]:
    for one in paragraph.iter_inner_content():
        yield from one.runs if hasattr(one, "runs") else [one]


def _has_lines(table: Table) -> bool:
    """Whether the table has lines of its own or by its style."""
    own = table._tbl.tblPr.find(qn("w:tblBorders"))
    by_style = table.style is not None and table.style.element.find(f".//{qn('w:tblBorders')}")
    return own is not None or (by_style is not None and by_style is not False)


def _style(paragraph: Paragraph) -> Any:
    """The style of a paragraph; python-docx gives the default one where none is named."""
    return paragraph.style


def _mm(length: Any) -> float:
    return round(length.mm, 2) if length is not None else 0.0
