"""The charts of a summary as Vega-Lite: what is drawn, never how it is coloured.

Colours come from the page, so that the light and the dark theme need one description.
"""

from typing import Any

import altair as alt
from altair.utils import schemapi

from mcu.analytics.queries import Point, Table
from mcu.analytics.rules.summary import query

SHOWN = 12
BAR = 26  # pixels
SERIES = {"received": "Поступило", "closed": "Закрыто"}
# Whether a description fits the schema of Vega is known from the tests, which draw them all: asking for
# it again takes a fifth of a page.
schemapi.disable_debug_mode()


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
    return finished(base.mark_line(strokeWidth=2) + points_drawn, height=230)


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
    return finished(bars + words, height=max(BAR * len(rows), 1))


def finished(chart: alt.Chart | alt.LayerChart, **size: Any) -> dict[str, Any]:
    described = chart.properties(width="container", background="transparent", **size)
    return described.to_dict(validate=False)
