"""A slice as a table to take away, with how every number was counted."""

from collections.abc import Iterator
from io import BytesIO
from math import ceil
from typing import Any

from django.utils import timezone

from mcu.analytics.queries.slices import Grid, Line
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.measures import How, Measure
from mcu.analytics.rules.slices import BASES
from mcu.core.documents import Grid as DocumentGrid
from mcu.core.documents import Sheet, build
from mcu.core.tables import Column, Kind, write_xlsx
from mcu.web import words

# Centimetres of the page, of the names and of the widest column; columns of numbers.
PAGE, NAME, WIDEST, ACROSS = 16.5, 5.0, 4.0, 5
KINDS = {How.COUNT: Kind.WHOLE, How.SHARE: Kind.PERCENT}


def heat_of(cell: Cell, measure: Measure) -> str:
    """How warm a cell is and whether warm is good, as a class of the page."""
    tone = {1: "ok", -1: "late"}.get(measure.good, "plain")
    return f"heat{cell.heat} {tone}" if cell.heat else ""


def columns(grid: Grid) -> list[Column]:
    """One column of words, then every measure of every column, of the total, of the other period."""
    found = [Column(grid.chosen.row.title, width=44)]
    for head in grid.columns:
        found += [_column(measure, f"{head.label}: ") for measure in grid.measures]
    found += [_column(measure, "Всего: " if grid.columns else "") for measure in grid.measures]
    if grid.total.before:
        found += [_column(measure, "Было: ") for measure in grid.measures]
    return found


def rows(grid: Grid) -> Iterator[list[Any]]:
    for line in [*grid.lines, grid.total]:
        cells = [cell for group in line.cells for cell in _values(grid, group)]
        yield [line.head.label, *cells, *_values(grid, line.total), *_values(grid, line.before)]


def notes(grid: Grid, narrowed: list[str]) -> list[str]:
    """The sheet «как считалось»."""
    chosen, period = grid.chosen, grid.chosen.period
    crossed = f", по столбцам: {chosen.column.title}" if chosen.column else ""
    zone = timezone.get_current_timezone()
    said = [
        f"Срез по строкам: {chosen.row.title}{crossed}.",
        f"Период {period.words}, по {BASES[chosen.basis]}; часовой пояс {zone}.",
        f"По состоянию на {timezone.localtime(grid.as_of):%d.%m.%Y %H:%M}.",
        f"Отбор: {', '.join(narrowed) or 'все сообщения, доступные вам'}.",
    ]
    if chosen.before:
        said.append(f"Сравнение с периодом {chosen.before.period.words}.")
    if grid.protected:
        said.append("Числа округлены до пяти, доли и медианы меньше чем из десяти не показаны.")
    said += [f"«{m.title}»: {m.formula}. Основание: {_source(m)}" for m in grid.measures]
    return said


def workbook(grid: Grid, said: list[str]) -> BytesIO:
    """The bytes of the xlsx, ready to be read."""
    target = BytesIO()
    write_xlsx(target, "Срез", columns(grid), rows(grid), notes=said)
    target.seek(0)
    return target


def document(grid: Grid, said: list[str]) -> bytes:
    """The same as a Word file; what is too wide for the page goes on in the next table."""
    heads = [column.title for column in columns(grid)[1:]]
    lines = [
        (line.head.label, [words_of(*pair) for pair in _pairs(grid, line)])
        for line in [*grid.lines, grid.total]
    ]
    across = ceil(len(heads) / ceil(len(heads) / ACROSS))  # tables of about the same width
    tables = [
        DocumentGrid(
            grid.chosen.row.title if not first else f"{grid.chosen.row.title}, продолжение",
            (grid.chosen.row.title, *heads[first : first + across]),
            tuple((label, *cells[first : first + across]) for label, cells in lines),
            (NAME, *[min(WIDEST, (PAGE - NAME) / across)] * len(heads[first : first + across])),
        )
        for first in range(0, len(heads), across)
    ]
    formulas = len(said) - len(grid.measures)
    of_what, counted = tuple(said[1:formulas]), tuple(said[formulas:])
    return build(Sheet(said[0], text=of_what, grids=tuple(tables), foot=counted))


def words_of(cell: Cell, measure: Measure) -> str:
    """A value as it is shown; a dash where there is nothing to count of."""
    if cell.value is None:
        return "—"
    if measure.how is How.COUNT:
        return words.number(int(cell.value))
    text = words.tenths(cell.value)
    return f"{text}{words.SPACE}%" if measure.how is How.SHARE else text


def _pairs(grid: Grid, line: Line) -> Iterator[tuple[Cell, Measure]]:
    for group in [*line.cells, line.total, line.before]:
        yield from zip(group, grid.measures, strict=False)


def _source(measure: Measure) -> str:
    return f"{measure.source}{'' if measure.verified else ' (не проверено)'}."


def _column(measure: Measure, prefix: str) -> Column:
    unit = f", {measure.unit}" if measure.unit and measure.how is not How.SHARE else ""
    title = f"{prefix}{measure.title}{unit}"
    return Column(title, KINDS.get(measure.how, Kind.NUMBER), max(12, min(30, len(title))))


def _values(grid: Grid, cells: list[Cell]) -> list[Any]:
    return [_value(*pair) for pair in zip(cells, grid.measures, strict=False)]


def _value(cell: Cell, measure: Measure) -> float | int | None:
    if cell.value is None:
        return None
    if measure.how is How.COUNT:
        return int(cell.value)
    return cell.value / 100 if measure.how is How.SHARE else round(cell.value, 2)


def as_json(grid: Grid) -> dict[str, Any]:
    """The same for a program."""
    codes = grid.chosen.measures

    def told(cells: list[Cell]) -> dict[str, Any]:
        return {c: {"value": x.value, "of": x.base} for c, x in zip(codes, cells, strict=False)}

    def row(line: Line) -> dict[str, Any]:
        heads = [head.label for head in grid.columns]
        crossed = [told(cells) for cells in line.cells]
        found = {"row": line.head.label, "total": told(line.total)}
        if heads:
            found["columns"] = dict(zip(heads, crossed, strict=True))
        return found | ({"before": told(line.before)} if line.before else {})

    return {
        "as_of": grid.as_of.isoformat(), "from_mart": grid.from_mart, "by": grid.chosen.rows,
        "columns": grid.chosen.columns, "lines": [row(line) for line in grid.lines],
        "total": row(grid.total),
    }  # fmt: skip
