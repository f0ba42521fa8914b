"""The flow of the next four weeks by one cut, with what forecasts of four weeks ago were worth."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from mcu.analytics.queries.slices import names_of
from mcu.analytics.rules import dimensions
from mcu.analytics.rules.slices import Whose
from mcu.analytics.rules.summary import rounded
from mcu.insight.queries.daily import Daily, daily
from mcu.insight.queries.shown import Chart, drawn
from mcu.insight.rules.expected import Flow, Matrix
from mcu.insight.rules.forecast import AHEAD, WEEK, Forecast, Tested, forecast, held_out
from mcu.org.models import Municipality

MOST_LINES = 12
WHOLE = "Всего"


@dataclass(frozen=True, slots=True)
class Span:
    """A number that is expected, and between which it lies nine times of ten."""

    middle: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Line:
    """A series: a day and the weeks ahead; `error`, `plain`, `inside` tell of the four weeks held out."""

    key: str
    name: str
    lately: float
    a_day: float
    weeks: list[Span]
    month: int
    error: float | None = None
    plain: float | None = None
    inside: int | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """`history`: how many days are known; without lines they are too few."""

    history: int
    since: date
    lines: list[Line]
    charts: dict[str, Chart]
    tested_days: int = AHEAD

    @property
    def week_names(self) -> list[str]:
        starts = [self.since + timedelta(days=WEEK * week) for week in range(AHEAD // WEEK)]
        return [f"{one:%d.%m} – {one + timedelta(days=WEEK - 1):%d.%m}" for one in starts]


def protected(found: Ahead) -> Ahead:
    """For somebody who may know totals only: weeks to five, no days and no series few wrote to."""
    lines = [
        replace(
            line, month=rounded(line.month),
            weeks=[Span(*(rounded(n) for n in (one.middle, one.low, one.high))) for one in line.weeks],
        )
        for line in found.lines
        if rounded(line.month)
    ]  # fmt: skip
    return replace(found, lines=lines, charts={})


def ahead(place: Municipality, now: datetime, cut: str, scope: Whose) -> Ahead:
    """From today on; one question for the counts and one for the names."""
    found = daily(place, now, cut=cut, ahead=AHEAD, scope=scope)
    flow = _largest(found)
    told, held = forecast(flow, found.today), held_out(flow, found.today)
    if told is None:
        return Ahead(found.today, found.last, [], {})
    dimension = dimensions.BY_CODE[cut]
    values = found.values[:MOST_LINES]
    names = names_of(dimension, values, place)
    labels = [WHOLE, *(names.get(one) or dimension.label(one) for one in values)]
    keys = ["", *(dimensions.written(one) for one in values)]
    lines = [
        _line(number, key, label, flow, told, held)
        for number, (key, label) in enumerate(zip(keys, labels, strict=True))
    ]
    charts = {key: _chart(number, found, told, held) for number, key in enumerate(keys)}
    return Ahead(found.today, found.last, lines, charts)


def _largest(found: Daily) -> Flow:
    """The whole and the largest series; the rest is only in the whole."""
    return Flow(found.flow.counts[: MOST_LINES + 1], found.flow.kinds)


def _line(row: int, key: str, name: str, flow: Flow, told: Forecast, held: Tested | None) -> Line:
    lately = flow.counts[row, max(0, told.since - AHEAD) : told.since].mean()
    weeks = [
        Span(round(middle), int(low), int(high))
        for middle, low, high in zip(told.weeks[row], told.weeks_low[row], told.weeks_high[row], strict=True)
    ]  # fmt: skip
    usual = told.usual[row]
    line = Line(key, name, float(lately), float(usual.mean()), weeks, round(float(usual.sum())))
    if held is None:
        return line
    return Line(
        key, name, line.lately, line.a_day, weeks, line.month, float(held.error[row]),
        float(held.plain_error[row]), int(held.inside[row]),
    )  # fmt: skip


def _chart(row: int, found: Daily, told: Forecast, held: Tested | None) -> Chart:
    """What came in the four weeks held out over the band that was said of them, then the weeks ahead."""
    past = [] if held is None else _rows(found.first, held.said, held.came, row)
    coming = _rows(found.first, told, np.rint(told.usual), row)
    return drawn([*past, *coming], known=len(past))


def _rows(first: date, said: Forecast, counts: Matrix, row: int) -> list[tuple[str, int, int, int]]:
    return [
        (
            (first + timedelta(days=said.since + day)).isoformat(), int(counts[row, day]),
            int(said.low[row, day]), int(said.high[row, day]),
        )
        for day in range(AHEAD)
    ]  # fmt: skip
