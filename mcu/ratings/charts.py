"""The score of a body through its frozen ratings, as Vega-Lite; colours come from the page."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from mcu.analytics.charts import finished
from mcu.ratings.models import RatingRow
from mcu.ratings.rules.words import SCOPES


def through_time(rows: Mapping[str, Sequence[RatingRow]]) -> dict[str, Any]:
    """A line for each channel."""
    values = [
        {"period": f"{row.run.until:%d.%m.%Y}", "what": SCOPES[scope], "score": round(row.score, 1)}
        for scope, found in rows.items()
        for row in found
        if row.score is not None
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("period:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("score:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)),
        color=alt.Color(
            "what:N", title=None, scale=alt.Scale(domain=list(SCOPES.values())),
            legend=alt.Legend(orient="top", symbolType="circle"),
        ),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("period:O", title="период по"),
        alt.Tooltip("what:N", title="каналы"),
        alt.Tooltip("score:Q", title="балл", format=",.1f"),
    ]
    points = base.mark_point(filled=True, size=50, opacity=1).encode(tooltip=tooltip)
    drawn = base.mark_line(strokeWidth=2) + points
    return finished(drawn, height=200)


def by_month(points: Sequence[tuple[str, float | None]], title: str) -> dict[str, Any]:
    """One aim through the months since its baseline."""
    values = [
        {"month": label, "value": round(value, 2)} for label, value in points if value is not None
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("month:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5)),
    )
    tooltip = [
        alt.Tooltip("month:O", title="месяц"),
        alt.Tooltip("value:Q", title=title.lower(), format=",.1f"),
    ]
    points_drawn = base.mark_point(filled=True, size=50, opacity=1).encode(tooltip=tooltip)
    drawn = base.mark_line(strokeWidth=2) + points_drawn
    return finished(drawn, height=200)
