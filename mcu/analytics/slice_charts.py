"""The charts of a slice: one for each measure, chosen by the shape of the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from mcu.analytics.charts import BAR, SHOWN, finished
from mcu.analytics.queries.slices import Grid
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.dimensions import Dimension
from mcu.analytics.rules.measures import How, Measure

LINE_HEIGHT, HEADS = 230, 8  # pixels; columns told apart by colour
ROOM = "0.85 * width"  # as far as bars go: behind the longest its number stands
REST = "остальные"
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of one measure; `heads`: the columns, told apart by colour; `left_out`: what a
    picture of so many rows or columns leaves to the table."""

    key: str
    title: str
    spec: Spec
    heads: list[str]
    left_out: str


def of_slice(grid: Grid, *, legend: bool = False) -> list[Chart]:
    """A line where the rows have an order, else bars, the greatest first; with columns a line or a dot
    for each of them, or, where numbers of one kind add up, bars put together from them. A page writes
    the legend itself, a picture has it drawn."""
    if len(grid.lines) < 2:
        return []
    return [
        Chart(
            f"chart-{measure.code}",
            _title(measure),
            _spec(grid, number, measure, legend=legend),
            _heads(grid, measure),
            _left_out(grid, measure),
        )
        for number, measure in enumerate(grid.measures)
    ]


def together(charts: list[Chart], width: int, said: list[str]) -> Spec:
    """All of them one below the other under what they are of, for a picture."""
    schema = charts[0].spec["$schema"]
    drawn = [
        {
            key: part
            for key, part in each.spec.items()
            if key not in {"$schema", "config", "background"}
        }
        | {"title": {"text": each.title, "anchor": "start"}, "width": width}
        for each in charts
    ]
    return {
        "$schema": schema,
        "title": {"text": said, "anchor": "start", "fontWeight": "normal", "offset": 16},
        "padding": 16,
        "vconcat": drawn,
        "resolve": {"scale": {"color": "independent"}},
    }


def _title(measure: Measure) -> str:
    return f"{measure.title}, {measure.unit}" if measure.unit else measure.title


def _heads(grid: Grid, measure: Measure) -> list[str]:
    """The first columns; the others together where their numbers add up."""
    heads = [head.label for head in grid.columns]
    if len(heads) <= HEADS:
        return heads
    return [*heads[: HEADS - 1], REST] if measure.how is How.COUNT else heads[:HEADS]


def _left_out(grid: Grid, measure: Measure) -> str:
    said = []
    if not grid.chosen.row.ordered and len(grid.lines) > SHOWN:
        said.append(f"первые {SHOWN} строк из {len(grid.lines)}")
    if len(grid.columns) > HEADS and measure.how is not How.COUNT:
        said.append(f"первые {HEADS} столбцов из {len(grid.columns)}")
    return ", ".join(said)


def _spec(grid: Grid, number: int, measure: Measure, *, legend: bool) -> Spec:
    rows = list(_rows(grid, number, measure))
    heads = tuple(_heads(grid, measure))
    spec = _description(grid.chosen.row, grid.chosen.column, heads, measure, legend=legend)
    if not grid.chosen.row.ordered:
        spec = spec | {"height": BAR * max(len({row["row"] for row in rows}), 1)}
    return spec | {"data": {"values": rows}}


@lru_cache(maxsize=256)
def _description(
    row: Dimension, column: Dimension | None, heads: tuple[str, ...], measure: Measure, *, legend: bool
) -> Spec:  # fmt: skip
    """How it is drawn, without the figures: making it costs more than a slice, so it is made once."""
    format_ = ",d" if measure.is_number_of_cases else ",.1f"
    value = alt.Tooltip("value:Q", title=measure.title, format=format_)
    told = [alt.Tooltip("row:N", title=row.title.lower())]
    colour: dict[str, Any] = {}
    if heads:
        drawn = alt.Legend(orient="top", columns=4, symbolType="circle", labelLimit=200)
        scale = alt.Scale(domain=list(heads))
        colour["color"] = alt.Color(
            "what:N", title=None, scale=scale, legend=drawn if legend else None
        )
        told.append(alt.Tooltip("what:N", title=str(column and column.title)))
    base = alt.Chart(alt.Data(values=[])).encode(tooltip=[*told, value], **colour)
    if row.ordered:
        return _over_time(base, format_)
    return _bars(base, measure, format_, crossed=bool(heads))


def _over_time(base: alt.Chart, format_: str) -> Spec:
    drawn = base.encode(
        x=alt.X("row:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(format=format_, tickCount=5)),
    )
    points = drawn.mark_point(filled=True, size=50, opacity=1)
    return finished(drawn.mark_line(strokeWidth=2) + points, height=LINE_HEIGHT)


def _bars(base: alt.Chart, measure: Measure, format_: str, *, crossed: bool) -> Spec:
    axis = alt.Axis(format=format_, tickCount=5) if crossed else None
    scale = alt.Scale() if crossed else alt.Scale(range=[0, alt.ExprRef(ROOM)])
    drawn = base.encode(
        y=alt.Y("row:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
        x=alt.X("value:Q", title=None, axis=axis, scale=scale),
    )
    if crossed and measure.how is not How.COUNT:
        return finished(drawn.mark_point(filled=True, size=70, opacity=0.9))
    bars = drawn.mark_bar(cornerRadiusEnd=0 if crossed else 3)
    if crossed:
        return finished(bars)
    numbers = drawn.mark_text(align="left", dx=5).encode(text=alt.Text("value:Q", format=format_))
    return finished(bars + numbers)


def _rows(grid: Grid, number: int, measure: Measure) -> Iterator[dict[str, Any]]:
    """One point of each row, or of each row and column; what has no value is not drawn."""
    lines = grid.lines if grid.chosen.row.ordered else grid.lines[:SHOWN]
    heads = _heads(grid, measure)
    for line in lines:
        cells: list[tuple[str, Cell]] = [("", line.total[number])]
        if grid.columns:
            pairs = zip(grid.columns, line.cells, strict=True)
            cells = [(head.label, cells[number]) for head, cells in pairs]
        values: dict[str, float] = {}
        for what, cell in cells:
            name = what if what in heads or not heads else REST
            if cell.value is not None and (name in heads or not heads):
                values[name] = values.get(name, 0) + cell.value
        for name, value in values.items():
            yield {"row": line.head.label, "what": name, "value": round(value, 2)}
