"""What will come on each of the next four weeks, with an error that is measured, not believed.

The expected of a day is that of the rules of spikes (`expected.py`): level × kind of day × season. How far such
words were from the truth is seen by saying them again from earlier days, from which the days after are held out.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mcu.insight.rules.expected import LEAST_HISTORY, Flow, Matrix, band

AHEAD, WEEK = 28, 7
MOST_ORIGINS = 12
SHARE = 0.9  # of days that lie in the band, if it is right
CAP = 20.0  # times the middle error: a single burst must not make every band wide
OF_WEEKS = 1.4  # the days of a week err together, so that their weeks are few to learn from (`bench.forecast`)
HELD = 28.0  # days of the median of all series a series leans on


@dataclass(frozen=True)
class Forecast:
    """By series what is expected of each of the days from `since`, and the band of each; of whole weeks too."""

    since: int
    usual: Matrix
    low: Matrix
    high: Matrix
    weeks: Matrix
    weeks_low: Matrix
    weeks_high: Matrix


@dataclass(frozen=True)
class Tested:
    """The forecast said four weeks ago against what came: by series."""

    said: Forecast
    came: Matrix
    former: Matrix
    """What «as a week before» would have said."""

    @cached_property
    def error(self) -> Matrix:
        """Mean absolute error of a day."""
        return np.abs(self.came - self.said.usual).mean(axis=1)

    @cached_property
    def plain_error(self) -> Matrix:
        return np.abs(self.came - self.former).mean(axis=1)

    @cached_property
    def inside(self) -> Matrix:
        """How many of the days came within the band."""
        return ((self.came >= self.said.low) & (self.came <= self.said.high)).sum(axis=1)

    @property
    def days(self) -> int:
        return int(self.came.shape[1])


def forecast(flow: Flow, since: int) -> Forecast | None:
    """By what was before the day; None while too little was. The kinds of the days ahead must be known."""
    if since < LEAST_HISTORY:
        return None
    usual = flow.usual(since, since + AHEAD)
    of_days, of_weeks = _spreads(flow, since)
    low, high = band(usual, of_days[:, None], SHARE)
    weeks = _weekly(usual)
    weeks_low, weeks_high = band(weeks, of_weeks[:, None], SHARE)
    return Forecast(since, usual, low, high, weeks, weeks_low, weeks_high)


def held_out(flow: Flow, since: int) -> Tested | None:
    """The last four weeks held out; None while nothing is before them."""
    origin = since - AHEAD
    said = forecast(Flow(flow.counts[:, :origin], flow.kinds), origin) if origin > 0 else None
    if said is None:
        return None
    former = np.tile(flow.counts[:, origin - WEEK : origin], AHEAD // WEEK)
    return Tested(said, flow.counts[:, origin:since], former)


def _spreads(flow: Flow, since: int) -> tuple[Matrix, Matrix]:
    """How much days and weeks differed from what was said of them, per unit of mean: never less than the
    days before vary among themselves."""
    days, weeks = [], []
    for origin in range(since - AHEAD, LEAST_HISTORY - 1, -AHEAD)[:MOST_ORIGINS]:
        said, came = flow.usual(origin, origin + AHEAD), flow.counts[:, origin : origin + AHEAD]
        days.append(_errors(came, said))
        weeks.append(_errors(_weekly(came), _weekly(said)))
    plain = flow.spread(since)
    return _leaning(days, plain, HELD), _leaning(weeks, plain, HELD / WEEK) * OF_WEEKS


def _errors(came: Matrix, said: Matrix) -> Matrix:
    return (came - said) ** 2 / said


def _leaning(errors: list[Matrix], plain: Matrix, held: float) -> Matrix:
    if not errors:
        return plain
    found = np.concatenate(errors, axis=1)
    found = np.minimum(found, CAP * np.maximum(np.median(found, axis=1, keepdims=True), 0.2))
    together = float(np.median(found.mean(axis=1)))
    leaning = (found.sum(axis=1) + held * together) / (found.shape[1] + held)
    return np.maximum(plain, leaning)


def _weekly(values: Matrix) -> Matrix:
    return values.reshape(len(values), -1, WEEK).sum(axis=2)
