"""How many messages a day are usual: level, day of the week, season, days off.

Counts are a matrix: a row for each series, a column for each day. What is said of a day is drawn from the
days before it only.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

import numpy as np

from mcu.core.workdays import WorkCalendar

Matrix = np.ndarray
KINDS, HOLIDAY, WORKING_WEEKEND = 9, 7, 8
LEVEL_DAYS, HALF_LIFE = 56, 14.0
SEASON_DAYS = 10  # on each side of the day a year ago
YEAR = 364  # whole weeks: a Monday meets a Monday
WEEKLY_DAYS = 182
MEDIAN_DAYS = 21
SHRINK_WEEK, SHRINK_SEASON, SHRINK_SPREAD = 60.0, 30.0, 60.0
LEAST_HISTORY = 28


def kinds_of(calendar: WorkCalendar, first: date, days: int) -> Matrix:
    """Of each day: 0–6 the day of the week, 7 a working day that is off, 8 a weekend at work."""
    found = np.empty(days, dtype=int)
    for number in range(days):
        day = first + timedelta(days=number)
        weekend, working = day.weekday() >= 5, calendar.is_working(day)
        if working == weekend:
            found[number] = WORKING_WEEKEND if weekend else HOLIDAY
        else:
            found[number] = day.weekday()
    return found


@dataclass(frozen=True)
class Flow:
    """Counts of many series, and what follows from them for every day; of what kind days are may be known
    further than what came on them."""

    counts: Matrix
    kinds: Matrix
    among: int = 0
    """How many series are watched, when only those are here in which something may have risen."""

    @property
    def size(self) -> int:
        return max(self.among, len(self.counts))

    @property
    def days(self) -> int:
        return int(self.counts.shape[1])

    @cached_property
    def capped(self) -> Matrix:
        """Counts without what sticks out: a burst is no part of the usual."""
        middle = _rolling_median(self.counts, MEDIAN_DAYS)
        return np.minimum(self.counts, 1.4 * middle + 3.0 * np.sqrt(middle + 1) + 1)

    @cached_property
    def _sums(self) -> Matrix:
        """Capped counts summed up by kind of day: [kind, series, day]."""
        apart = np.stack([self.capped * (self._past == kind) for kind in range(KINDS)])
        return _summed(apart)

    @cached_property
    def _past(self) -> Matrix:
        return self.kinds[: self.days]

    @cached_property
    def _number(self) -> Matrix:
        return _summed(np.stack([self._past == kind for kind in range(KINDS)]).astype(float))

    def weekly(self, until: int) -> Matrix:
        """By series the factor of each kind of day, from the half-year before; rare kinds and small
        series lean on all of them together."""
        since = max(0, until - WEEKLY_DAYS)
        sums = (self._sums[:, :, until] - self._sums[:, :, since]).T
        number = self._number[:, until] - self._number[:, since]
        mean = sums.sum(1) / max(1.0, number.sum())
        together = self._together(until)
        held = SHRINK_WEEK / KINDS
        factors = (sums + held * together) / (number * mean[:, None] + held)
        factors[:, HOLIDAY:] = together[HOLIDAY:]
        return np.clip(factors, 0.1, 5.0)

    def _together(self, until: int) -> Matrix:
        """The factors of all series as one, from everything there is."""
        sums, number = self._sums[:, :, until].sum(1), self._number[:, until]
        mean = sums.sum() / max(1.0, number.sum())
        if not mean:
            return np.ones(KINDS)
        found = np.where(number > 0, sums / np.maximum(number, 1) / mean, 1.0)
        for rare, like in ((HOLIDAY, 6), (WORKING_WEEKEND, 4)):
            found[rare] = (sums[rare] / mean + 2 * found[like]) / (number[rare] + 2)
        return found

    def usual(self, since: int, until: int) -> Matrix:
        """Expected counts of the days from `since` up to `until`, by what was before them."""
        weekly = self.weekly(since)
        back = since - 1 - np.arange(min(LEVEL_DAYS, since))
        weights = 0.5 ** (np.arange(len(back)) / HALF_LIFE)
        weights = weights / weights.sum()
        level = self._plain(back, weekly) @ weights
        found = np.empty((len(self.counts), until - since))
        for number, day in enumerate(range(since, until)):
            growth = self._growth(day, back, weights, weekly)
            found[:, number] = level * growth * weekly[:, self.kinds[day]]
        return np.maximum(found, 0.05)

    def _plain(self, days: Matrix, weekly: Matrix) -> Matrix:
        """Capped counts as if all days were alike."""
        return self.capped[:, days] / weekly[:, self.kinds[days]]

    def _growth(self, day: int, back: Matrix, weights: Matrix, weekly: Matrix) -> Matrix | float:
        """How the same weeks of former years went on from the weeks the level is taken from."""
        then = now = 0.0
        for year in (1, 2):
            middle, former = day - year * YEAR, back - year * YEAR
            known = former >= 0
            if middle < 0 or known.sum() < MEDIAN_DAYS:
                break
            around = np.arange(max(0, middle - SEASON_DAYS), middle + SEASON_DAYS + 1)
            then = then + self._plain(around, weekly).sum(1)
            before = self._plain(former[known], weekly) @ weights[known] / weights[known].sum()
            now = now + before * len(around)
        return np.clip((then + SHRINK_SEASON) / (now + SHRINK_SEASON), 0.4, 2.5)

    @cached_property
    def _scatter(self) -> Matrix:
        """Summed squares of what days differ from the weeks around them, capped, per unit of mean."""
        smooth = _rolling_mean(self.capped, MEDIAN_DAYS)
        shape = self._together(self.days)[self._past]
        mean = np.maximum(smooth * shape, 0.05)
        return _summed(np.minimum((self.counts - mean) ** 2 / mean, 9.0))

    def spread(self, day: int) -> Matrix:
        """How much more the days vary than chance alone would have it: 1 is chance."""
        since = max(0, day - WEEKLY_DAYS)
        sums = self._scatter[:, day] - self._scatter[:, since]
        number = max(1, day - since)
        together = max(1.0, float(np.median(sums) / number))
        return np.maximum(1.05, (sums + SHRINK_SPREAD * together) / (number + SHRINK_SPREAD))


def rarity(counts: Matrix, usual: Matrix, spread: Matrix) -> Matrix:
    """The chance of so many or more by the usual (negative binomial)."""
    size = usual / (spread - 1)
    return _nbinom().sf(counts - 1, size, 1 / spread)


def band(usual: Matrix, spread: Matrix, share: float = 0.9) -> tuple[Matrix, Matrix]:
    """Between which counts so large a share of days lies."""
    size, tail = usual / (spread - 1), (1 - share) / 2
    law = _nbinom()
    return law.ppf(tail, size, 1 / spread), law.ppf(1 - tail, size, 1 / spread)


@cache
def _nbinom() -> Any:
    """Loaded for whoever counts: a third of a second that a page does not wait for."""
    from scipy.stats import nbinom  # noqa: PLC0415

    return nbinom


def _summed(values: Matrix) -> Matrix:
    """Sums up to each day, not counting it."""
    zero = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([zero, values.cumsum(axis=-1, dtype=float)], axis=-1)


def _rolling_median(values: Matrix, days: int) -> Matrix:
    """Of each day and those before it."""
    padded = np.concatenate([values[:, :1].repeat(days - 1, axis=1), values], axis=1)
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, days, axis=1), axis=-1)


def _rolling_mean(values: Matrix, days: int) -> Matrix:
    sums = _summed(values)
    ends = np.arange(1, values.shape[1] + 1)
    starts = np.maximum(0, ends - days)
    return (sums[:, ends] - sums[:, starts]) / (ends - starts)
