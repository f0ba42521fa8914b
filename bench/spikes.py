"""How well spikes are found: `python -m bench.spikes [--seed N]` on histories with known bursts.

The detector was tuned on other seeds than the one whose figures are kept.
"""

import argparse
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np

from bench.histories import QUIET, Event, History, history
from mcu.core.workdays import WorkCalendar
from mcu.insight.rules.expected import Flow, kinds_of
from mcu.insight.rules.spikes import Watched

FINAL = (811, 812, 813, 814, 815, 816)
"""The seeds of the figures that are kept; the detector was tuned on 1, 2 and 3."""
AFTER = 3  # days after a burst in which it may still be told
BANDS = (0, 2, 5, 10, 20, 1000)
TOWNS = ((1.0, "50 topics of 6 to 60 messages a day"), (0.2, "50 topics of 1 to 12"))


@dataclass
class Tally:
    """Counted over all seeds: bursts and those found, by how many times and by what is usual."""

    bursts: Counter[tuple[float, str]] = field(default_factory=Counter)
    found: Counter[tuple[float, str]] = field(default_factory=Counter)
    false: int = 0
    months: float = 0.0
    seconds: float = 0.0

    def add(self, made: History) -> None:
        began = time.perf_counter()
        told = alarms(made)
        self.seconds += time.perf_counter() - began
        self.months += (made.counts.shape[2] - QUIET) / 30.4
        self.false += _false(made, told)
        for event in made.events:
            usual = made.usual[event.topic, event.start]
            low = max(edge for edge in BANDS if edge <= usual)
            kinds = [
                "all",
                f"usual {low} or more",
                *(["in one place"] if event.place is not None else []),
            ]
            for kind in kinds:
                self.bursts[event.times, kind] += 1
                self.found[event.times, kind] += _found(told, event, 1)
            self.bursts[event.times, "at all"] += 1
            self.found[event.times, "at all"] += _found(told, event, event.days)

    def show(self) -> None:
        for times in (2.0, 3.0, 5.0):
            for (of, kind), bursts in sorted(self.bursts.items()):
                if of == times:
                    found = self.found[of, kind]
                    print(f"  x{times:.0f} {kind}: {found / bursts:.3f} ({found} of {bursts})")
        print(
            f"  false alarms a month: {self.false / self.months:.2f} ({self.false} in {self.months:.0f})"
        )
        print(
            f"  seconds for a day of 400 series and 50 topics: {self.seconds / self.months / 30.4:.3f}"
        )


def watched(made: History) -> Watched:
    kinds = kinds_of(WorkCalendar(ZoneInfo("Europe/Moscow")), made.first, made.counts.shape[2])
    topics, places, days = made.counts.shape
    above = np.repeat(np.arange(topics), places)
    by_place = made.counts.reshape(topics * places, days)
    return Watched(Flow(made.counts.sum(1), kinds), Flow(by_place, kinds), above)


def alarms(made: History) -> dict[int, list[int]]:
    """Of each topic the days it was told of, by itself or by a place; the first year is learnt from."""
    eye, found = watched(made), defaultdict(list)
    for day in range(QUIET, made.counts.shape[2]):
        topics, places = eye.judged(day)
        for topic in {one.series for one in topics} | {
            int(eye.above[one.series]) for one in places
        }:
            found[topic].append(day)
    return found


def _false(made: History, told: dict[int, list[int]]) -> int:
    """Alarms outside of every burst of their topic; days that follow one another are one alarm."""
    count = 0
    for topic, days in told.items():
        spans = [
            (one.start, one.start + one.days + AFTER) for one in made.events if one.topic == topic
        ]
        last = -AFTER - 1
        for day in days:
            ours = any(first <= day <= end for first, end in spans)
            count += not ours and day > last + AFTER
            last = day
    return count


def _found(told: dict[int, list[int]], event: Event, days: int) -> bool:
    return any(event.start <= day <= event.start + days for day in told.get(event.topic, []))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, nargs="*", default=FINAL)
    given = parser.parse_args()
    for scale, what in TOWNS:
        tally = Tally()
        for seed in given.seed:
            tally.add(history(seed, scale))
        print(f"{what}, seeds {', '.join(map(str, given.seed))}")
        tally.show()


if __name__ == "__main__":
    main()
