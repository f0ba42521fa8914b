"""The charts of a summary as Vega-Lite: what is drawn, never how it is coloured.

Colours come from the page, so that the light and the dark theme need one description.
"""

from typing import Any

import altair as alt

from mcu.analytics.queries import Point, Table
from mcu.analytics.queries.slices import Grid
from mcu.analytics.rules.summary import query

SHOWN = 12
BAR = 26  # pixels
SERIES = {"received": "Поступило", "closed": "Закрыто"}


def by_step(points: list[Point], list_url: str) -> dict[str, Any]:
    """Received and closed by step; a point opens its list."""
    rows = [
        {
            "step": point.step.label,
            "what": title,
            "count": getattr(point, name),
            "url": f"{list_url}?{query(point.lists[name])}" if point.lists else "",
        }
        for point in points
        for name, title in SERIES.items()
    ]
    what = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=list(SERIES.values())),
        legend=alt.Legend(orient="top", symbolType="circle"),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("step:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(format=",d", tickMinStep=1, tickCount=5)),
        color=what,
    )
    points_drawn = base.mark_point(filled=True, size=50, cursor="pointer", opacity=1).encode(
        href="url:N",
        tooltip=[
            alt.Tooltip("step:O", title="когда"),
            alt.Tooltip("what:N", title="что"),
            alt.Tooltip("count:Q", title="сообщений", format=",d"),
        ],
    )
    return _finished(base.mark_line(strokeWidth=2) + points_drawn, height=230)


def late_by_body(table: Table, list_url: str) -> dict[str, Any]:
    """Overdue at this moment by body, the most first; a bar opens its list."""
    lines = sorted(
        (line for line in table.lines if line.figures.late and line.lists),
        key=lambda line: -line.figures.late,
    )
    rows = [
        {
            "body": line.name,
            "count": line.figures.late,
            "url": f"{list_url}?{query(line.lists['late'])}" if line.lists else "",
        }
        for line in lines[:SHOWN]
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("body:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
        x=alt.X("count:Q", title=None, axis=None),
    )
    bars = base.mark_bar(cursor="pointer", cornerRadiusEnd=3).encode(
        href="url:N",
        tooltip=[
            alt.Tooltip("body:N", title="орган"),
            alt.Tooltip("count:Q", title="просрочено", format=",d"),
        ],
    )
    words = base.mark_text(align="left", dx=5).encode(text=alt.Text("count:Q", format=",d"))
    return _finished(bars + words, height=max(BAR * len(rows), 1))


def by_row(grid: Grid) -> dict[str, Any]:
    """The first measure by row: a line where rows have an order, else bars, the greatest first."""
    measure = grid.measures[0]
    lines = [line for line in grid.lines if line.total[0].value is not None]
    ordered = grid.chosen.row.ordered
    shown = lines if ordered else lines[:SHOWN]
    rows = [{"row": x.head.label, "value": round(x.total[0].value or 0, 2)} for x in shown]
    kind = ",d" if measure.is_number_of_cases else ",.1f"
    tooltip = [
        alt.Tooltip("row:N", title=grid.chosen.row.title.lower()),
        alt.Tooltip("value:Q", title=measure.title, format=kind),
    ]
    base = alt.Chart(alt.Data(values=rows))
    if ordered:
        axis = alt.Axis(labelAngle=0, labelOverlap=True)
        drawn = base.encode(
            x=alt.X("row:O", sort=None, title=None, axis=axis),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=kind, tickCount=5)),
        )
        points = drawn.mark_point(filled=True, size=50, opacity=1).encode(tooltip=tooltip)
        return _finished(drawn.mark_line(strokeWidth=2) + points, height=230)
    drawn = base.encode(
        y=alt.Y("row:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
        x=alt.X("value:Q", title=None, axis=None),
    )
    bars = drawn.mark_bar(cornerRadiusEnd=3).encode(tooltip=tooltip)
    numbers = drawn.mark_text(align="left", dx=5).encode(text=alt.Text("value:Q", format=kind))
    return _finished(bars + numbers, height=max(BAR * len(rows), 1))


def _finished(chart: alt.LayerChart, **size: Any) -> dict[str, Any]:
    described = chart.properties(width="container", background="transparent", **size)
    return described.to_dict()
