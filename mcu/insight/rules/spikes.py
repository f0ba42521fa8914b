"""Which series rose above the usual: judged for one day, by the days up to it.

Two levels: the whole of a topic, and a topic in one place. A place is compared with what the rest of its
topic does, a topic with what all topics do, so that one thing is told once and where it is.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mcu.insight.rules.expected import LEAST_HISTORY, Flow, Matrix, band, rarity

WINDOWS = {1: 0.3, 2: 0.5, 3: 0.2}  # lengths in days, and their part of the alarms of chance
ALARMS_A_MONTH = 2.0
TO_PLACES = 0.2  # of the alarms of chance that are borne
CAUTION = 0.7  # a rise that lasts is told by several windows and is one alarm (`bench.spikes`)
LEAST, LEAST_MORE, LEAST_TIMES = 5, 4, 1.5
FEW_TOPICS = 8
MOST_OF_IT = 0.6
EVEN = 5.0  # so much of the usual holds a small rest of a topic still


@dataclass(frozen=True, slots=True)
class Judged:
    """A series above the usual: over how many days, how many, how many are usual."""

    series: int
    days: int
    count: int
    usual: float
    low: int
    high: int
    rarity: float

    @property
    def more(self) -> float:
        return self.count - self.usual


@dataclass(frozen=True)
class Watched:
    """The topics, and the topics by place; `above[n]` is the topic of the place series n."""

    topics: Flow
    places: Flow
    above: Matrix

    def judged(self, day: int) -> tuple[list[Judged], list[Judged]]:
        """Topics and places that rose by the end of the day; a topic whose rise sits in one place
        is told by the place."""
        if day < LEAST_HISTORY + max(WINDOWS):
            return [], []
        topics = list(self._topics(day))
        places = list(self._places(day))
        return specific(_highest(topics), _highest(places), self.above)

    def _topics(self, day: int) -> Iterator[Judged]:
        for days, (counts, usual) in _windows(self.topics, day).items():
            yield from _risen(
                1 - TO_PLACES, self.topics, day, days, counts, usual * _together(counts, usual)
            )

    def _places(self, day: int) -> Iterator[Judged]:
        of_topics = _windows(self.topics, day)
        for days, (counts, usual) in _windows(self.places, day).items():
            whole, usual_whole = (values[self.above] for values in of_topics[days])
            rest = (whole - counts + EVEN) / (np.maximum(usual_whole - usual, 0) + EVEN)
            yield from _risen(
                TO_PLACES, self.places, day, days, counts, usual * np.maximum(1, rest)
            )


def specific(
    wide: list[Judged], narrow: list[Judged], above: Matrix | Sequence[int]
) -> tuple[list[Judged], list[Judged]]:
    """What is told at one level is not told at the other: by the narrow one when most of the rise is
    in one of them, else by the wide one. `above[n]` is the wide series of the narrow one n."""
    by_wide = {one.series: one for one in wide}
    within: dict[int, list[Judged]] = defaultdict(list)
    for one in narrow:
        within[int(above[one.series])].append(one)
    for series in by_wide.keys() & within.keys():
        if explained(by_wide[series].more, [one.more for one in within[series]]):
            del by_wide[series]
        else:
            del within[series]
    return list(by_wide.values()), [one for some in within.values() for one in some]


def explained(whole: float, parts: Sequence[float]) -> bool:
    """Whether most of a rise is that of one of its parts."""
    return max(parts, default=0.0) >= MOST_OF_IT * whole


def _highest(found: list[Judged]) -> list[Judged]:
    """Of each series the window that is least like chance."""
    best: dict[int, Judged] = {}
    for one in found:
        known = best.get(one.series)
        if known is None or one.rarity < known.rarity:
            best[one.series] = one
    return list(best.values())


def _windows(flow: Flow, day: int) -> dict[int, tuple[Matrix, Matrix]]:
    """By length what came in the last days, and what is usual of them."""
    since = day - max(WINDOWS) + 1
    counts, usual = flow.counts[:, since : day + 1], flow.usual(since, day + 1)
    return {days: (counts[:, -days:].sum(1), usual[:, -days:].sum(1)) for days in WINDOWS}


def _together(counts: Matrix, usual: Matrix) -> float:
    """How much all topics rose: a day on which everything comes at once is no spike of each."""
    large = usual >= 3
    if large.sum() < FEW_TOPICS:
        return 1.0
    return max(1.0, float(np.median(counts[large] / usual[large])))


def _risen(
    share: float, flow: Flow, day: int, days: int, counts: Matrix, usual: Matrix
) -> Iterator[Judged]:
    spread = flow.spread(day - max(WINDOWS) + 1)
    chance = rarity(counts, usual, spread)
    borne = ALARMS_A_MONTH * share * WINDOWS[days] / 30.4 / flow.size / CAUTION
    risen = (chance < borne) & (counts >= LEAST)
    risen &= (counts - usual >= LEAST_MORE) & (counts >= LEAST_TIMES * usual)
    low, high = band(usual, spread)
    for n in np.flatnonzero(risen):
        yield Judged(
            int(n), days, int(counts[n]), float(usual[n]), int(low[n]), int(high[n]), float(chance[n])
        )  # fmt: skip
