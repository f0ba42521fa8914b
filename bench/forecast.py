"""How far forecasts are from what came: `python -m bench.forecast [--seed N]` on invented histories.

From the last year of each history twelve times four weeks are said ahead and held against what came;
nothing was tuned on the seeds whose figures are kept.
"""

import argparse
import time
from collections import defaultdict
from zoneinfo import ZoneInfo

import numpy as np

from bench.histories import history
from mcu.core.workdays import WorkCalendar
from mcu.insight.rules.expected import Flow, kinds_of
from mcu.insight.rules.forecast import AHEAD, Tested, held_out

FINAL = (911, 912, 913, 914)
TIMES = 12
TOWNS = ((1.0, "50 topics of 6 to 60 a day"), (0.2, "50 topics of 1 to 12 a day"))


def flows(seed: int, scale: float) -> dict[str, Flow]:
    """The whole town as one series, and its topics."""
    made = history(seed, scale)
    calendar = WorkCalendar(ZoneInfo("Europe/Moscow"))
    counts = made.counts.sum(axis=1).astype(float)
    kinds = kinds_of(calendar, made.first, counts.shape[1])
    return {"whole": Flow(counts.sum(axis=0)[None, :], kinds), "topics": Flow(counts, kinds)}


def measured(flow: Flow) -> list[Tested]:
    last = flow.days
    found = (held_out(flow, last - AHEAD * number) for number in range(TIMES))
    return [one for one in found if one is not None]


def share_of(rows: list[Tested]) -> dict[str, float]:
    """Of days within the band, of weeks within theirs, errors beside «as a week before»."""
    usual = float(np.mean([one.said.usual.mean() for one in rows]))
    weeks = [one.came.reshape(len(one.came), -1, 7).sum(axis=2) for one in rows]
    held = [
        ((came >= one.said.weeks_low) & (came <= one.said.weeks_high)).mean()
        for one, came in zip(rows, weeks, strict=True)
    ]
    return {
        "usual a day": usual,
        "mean absolute error": float(np.mean([one.error.mean() for one in rows])),
        "the same, as a week before": float(np.mean([one.plain_error.mean() for one in rows])),
        "days inside, %": 100 * float(np.mean([one.inside.mean() / one.days for one in rows])),
        "weeks inside, %": 100 * float(np.mean(held)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, action="append")
    seeds = parser.parse_args().seed or FINAL
    for scale, town in TOWNS:
        rows: dict[str, list[Tested]] = defaultdict(list)
        began = time.perf_counter()
        for seed in seeds:
            for name, flow in flows(seed, scale).items():
                rows[name] += measured(flow)
        seconds = time.perf_counter() - began
        for name, found in rows.items():
            said = ", ".join(f"{key} {value:.2f}" for key, value in share_of(found).items())
            print(f"{town}, {name}: {said}")
        print(f"{seconds:.1f} s for {len(seeds) * TIMES} forecasts and tests")


if __name__ == "__main__":
    main()
