"""The charts of a slice: one for each measure, chosen by the shape of the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt

from mcu.analytics.charts import BAR, SHOWN, finished
from mcu.analytics.queries.slices import Grid
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.measures import How, Measure

LINE_HEIGHT, FEW = 230, 4
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of one measure; `crossed`: the columns are told apart by colour."""

    key: str
    title: str
    spec: Spec
    crossed: bool


def of_slice(grid: Grid) -> list[Chart]:
    """A line where the rows have an order, else bars, the greatest first; with columns a line or a dot
    for each of them, or, where numbers of one kind add up, bars put together from them."""
    if len(grid.lines) < 2:
        return []
    return [
        Chart(
            f"chart-{measure.code}",
            _title(measure),
            _spec(grid, number, measure),
            bool(grid.columns),
        )
        for number, measure in enumerate(grid.measures)
    ]


def together(charts: list[Chart], width: int) -> Spec:
    """All of them one below the other, for a picture."""
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
    return {"$schema": schema, "vconcat": drawn, "resolve": {"scale": {"color": "independent"}}}


def _title(measure: Measure) -> str:
    return f"{measure.title}, {measure.unit}" if measure.unit else measure.title


def _spec(grid: Grid, number: int, measure: Measure) -> Spec:
    rows = list(_rows(grid, number))
    shown = list(dict.fromkeys(row["row"] for row in rows))
    format_ = ",d" if measure.is_number_of_cases else ",.1f"
    value = alt.Tooltip("value:Q", title=measure.title, format=format_)
    told = [alt.Tooltip("row:N", title=grid.chosen.row.title.lower())]
    colour: dict[str, Any] = {}
    if grid.columns:
        heads = [head.label for head in grid.columns]
        few = len(heads) <= FEW  # one below the other: a telephone has no room beside
        legend = alt.Legend(
            orient="top",
            columns=1 if few else 3,
            symbolType="circle",
            labelLimit=190 if few else 110,
        )
        colour["color"] = alt.Color(
            "what:N", title=None, scale=alt.Scale(domain=heads), legend=legend
        )
        told.append(
            alt.Tooltip("what:N", title=str(grid.chosen.column and grid.chosen.column.title))
        )
    base = alt.Chart(alt.Data(values=rows)).encode(tooltip=[*told, value], **colour)
    if grid.chosen.row.ordered:
        return _over_time(base, format_)
    return _bars(base, len(shown), measure, format_, crossed=bool(grid.columns))


def _over_time(base: alt.Chart, format_: str) -> Spec:
    drawn = base.encode(
        x=alt.X("row:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(format=format_, tickCount=5)),
    )
    points = drawn.mark_point(filled=True, size=50, opacity=1)
    return finished(drawn.mark_line(strokeWidth=2) + points, height=LINE_HEIGHT)


def _bars(base: alt.Chart, rows: int, measure: Measure, format_: str, *, crossed: bool) -> Spec:
    axis = alt.Axis(format=format_, tickCount=5) if crossed else None
    drawn = base.encode(
        y=alt.Y("row:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
        x=alt.X("value:Q", title=None, axis=axis),
    )
    height = max(BAR * rows, 1)
    if crossed and measure.how is not How.COUNT:
        return finished(drawn.mark_point(filled=True, size=70, opacity=0.9), height=height)
    bars = drawn.mark_bar(cornerRadiusEnd=0 if crossed else 3)
    if crossed:
        return finished(bars, height=height)
    numbers = drawn.mark_text(align="left", dx=5).encode(text=alt.Text("value:Q", format=format_))
    return finished(bars + numbers, height=height)


def _rows(grid: Grid, number: int) -> Iterator[dict[str, Any]]:
    """One point of each row, or of each row and column; what has no value is not drawn."""
    lines = grid.lines if grid.chosen.row.ordered else grid.lines[:SHOWN]
    for line in lines:
        cells: list[tuple[str, Cell]] = [("", line.total[number])]
        if grid.columns:
            pairs = zip(grid.columns, line.cells, strict=True)
            cells = [(head.label, cells[number]) for head, cells in pairs]
        for what, cell in cells:
            if cell.value is not None:
                yield {"row": line.head.label, "what": what, "value": round(cell.value, 2)}
