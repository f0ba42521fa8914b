"""A report to take away: Word, the same as PDF, or a book with a sheet for each table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils import timezone

from mcu.core.documents import Grid, Sheet, build, clean, pdf
from mcu.core.tables import Column, Kind, Page, write_book
from mcu.reports.rules.figures import Cell, Head, Section, Table

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WHOLE = 16.5  # centimetres of the page
WORDS = "Выводы"


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a report says: figures, the words of people by section, who signed and when."""

    title: str
    place: str
    period: str
    clause: str
    sections: Sequence[Section]
    words: Mapping[str, str]
    as_of: datetime
    signed: tuple[str, str] | None = None
    remark: str = ""

    @property
    def foot(self) -> list[str]:
        moment = f"{timezone.localtime(self.as_of):%d.%m.%Y %H:%M}"
        said = [f"Цифры по состоянию на {moment}.", self.remark]
        said += [f"Основание: {self.clause}."] if self.clause else []
        return [*filter(None, said), *(note for one in self.sections for note in one.notes)]


def made(paper: Paper, form: str) -> bytes:
    """The file in one of `TYPES`."""
    if form == "xlsx":
        return xlsx(paper)
    content = docx(paper)
    return pdf(content, paper.title) if form == "pdf" else content


def docx(paper: Paper) -> bytes:
    """Section by section: the conclusion, then the tables it stands on."""
    grids = [
        grid for number, one in enumerate(paper.sections, 1) for grid in _grids(paper, number, one)
    ]
    sheet = Sheet(
        title=f"{paper.title}. {paper.place}, {paper.period}",
        grids=tuple(grids),
        sign=paper.signed,
        foot=tuple(paper.foot),
    )
    return build(sheet)


def xlsx(paper: Paper) -> bytes:
    """A sheet for each table, one for the conclusions."""
    target = BytesIO()
    write_book(
        target, _pages(paper), notes=[f"{paper.title}. {paper.place}, {paper.period}.", *paper.foot]
    )
    return target.getvalue()


def _grids(paper: Paper, number: int, section: Section) -> Iterable[Grid]:
    words = tuple(clean(paper.words.get(section.code, "")).split("\n"))
    yield Grid(f"{number}. {section.title}", (), (), (), tuple(filter(None, words)))
    for table in section.tables:
        heads = tuple(head.title for head in table.heads)
        rows = tuple(tuple(cell for cell, _ in row) for row in table.shown)
        title = table.title if table.rows else f"{table.title}: нет"
        yield Grid(title, heads if rows else (), rows, _widths(table.heads))


def _widths(heads: Sequence[Head]) -> tuple[float, ...]:
    whole = sum(head.width for head in heads)
    return tuple(WHOLE * head.width / whole for head in heads)


def _pages(paper: Paper) -> Iterable[Page]:
    taken: set[str] = {WORDS.lower(), "пояснения"}
    for section in paper.sections:
        for table in section.tables:
            columns = [Column(h.title, Kind(h.kind), 10 + 6 * h.width) for h in table.heads]
            yield Page(_title(table.title, taken), columns, _rows(table))
    said = [(one.title, paper.words.get(one.code, "")) for one in paper.sections]
    yield Page(WORDS, [Column("Раздел", width=30), Column("Вывод", width=100)], said)


def _title(title: str, taken: set[str]) -> str:
    """A name no other sheet has: Excel tells them apart by the first letters only."""
    short, number = title.replace(":", "")[:28], 1
    while short.lower() in taken:
        number += 1
        short = f"{title.replace(':', '')[:25]} {number}"
    taken.add(short.lower())
    return short


def _rows(table: Table) -> Iterable[list[Any]]:
    for row in table.rows:
        yield [_cell(cell, head.kind) for cell, head in zip(row, table.heads, strict=True)]


def _cell(cell: Cell, kind: str) -> Any:
    return (
        date.fromisoformat(cell) if kind == Kind.DATE and isinstance(cell, str) and cell else cell
    )
