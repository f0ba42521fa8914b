"""Where and when messages crowd: the space-time permutation scan (Kulldorff and others, 2005).

It asks for nothing but the messages themselves: of the messages of the zone and those of the last days so
many should fall together if time and place had nothing to do with each other. How often chance alone
makes such a crowd is seen by dealing the days anew, with a fixed seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

REPLICAS = 999
SEED = 8
MOST_PLACES = 150
REACH_KM = 1.5
LEAST = 4
MOST_SHARE = 0.5
KM = 111.195


@dataclass(frozen=True, slots=True)
class Crowd:
    """The places (indexes of `points`) and the last days of a crowd, how many and how many by chance."""

    places: tuple[int, ...]
    days: int
    count: int
    usual: float
    chance: float


def scanned(
    points: Sequence[tuple[float, float]], at: np.ndarray, days: np.ndarray, windows: Sequence[int],
    *, most: float = 0.05, seed: int = SEED,
) -> Crowd | None:  # fmt: skip
    """The crowd least like chance; `at[n]` is the place of message n, `days[n]` how many days ago it came.

    None when there is too little of anything, when no zone has even the least crowd, or when chance
    alone makes such a crowd more often than `most`.
    """
    points, at, days = _busiest(points, at, days)
    if len(at) < 2 * LEAST or len(points) < 2:
        return None
    zones = _Zones(points)
    total = np.bincount(at, minlength=len(points))
    late = np.stack([days < length for length in windows])
    best, where = zones.best(_counted(at, late, len(points)), total)
    if best <= 0:
        return None
    random, above = np.random.default_rng(seed), 0
    for _ in range(REPLICAS):
        dealt = late[:, random.permutation(len(at))]
        above += zones.best(_counted(at, dealt, len(points)), total)[0] >= best
        if above > most * (REPLICAS + 1):
            return None
    window, centre, number = where
    inside = zones.order[centre, : number + 1]
    count = int(_counted(at, late, len(points))[window, inside].sum())
    usual = float(total[inside].sum() * late[window].sum() / len(at))
    chance = (above + 1) / (REPLICAS + 1)
    return Crowd(tuple(int(one) for one in inside), int(windows[window]), count, usual, chance)


def _busiest(
    points: Sequence[tuple[float, float]], at: np.ndarray, days: np.ndarray
) -> tuple[Sequence[tuple[float, float]], np.ndarray, np.ndarray]:
    """The first places when there are too many: the caller names those of the newest messages first."""
    if len(points) <= MOST_PLACES:
        return points, at, days
    kept = at < MOST_PLACES
    return points[:MOST_PLACES], at[kept], days[kept]


class _Zones:
    """Circles about every place, each with its nearest neighbours one by one."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        where = np.asarray(points, dtype=float)
        narrow = np.cos(np.radians(where[:, 0].mean()))
        flat = where * np.array([KM, KM * narrow])
        apart = np.hypot(*(flat[:, None, :] - flat[None, :, :]).transpose(2, 0, 1))
        self.order = np.argsort(apart, axis=1, kind="stable")
        self.near = np.take_along_axis(apart, self.order, axis=1) <= REACH_KM

    def best(self, counts: np.ndarray, total: np.ndarray) -> tuple[float, tuple[int, int, int]]:
        """The greatest likelihood ratio and where: (window, centre, how far)."""
        whole = total.sum()
        inside = total[self.order].cumsum(axis=1)
        fits = self.near & (inside <= MOST_SHARE * whole)
        best, where = 0.0, (0, 0, 0)
        for window, came in enumerate(counts):
            seen = came[self.order].cumsum(axis=1)
            usual = inside * (came.sum() / whole)
            ratio = np.where(fits & (seen >= LEAST), _likelihood(seen, usual, came.sum()), 0.0)
            place = int(ratio.argmax())
            if ratio.flat[place] > best:
                centre, number = np.unravel_index(place, ratio.shape)
                best, where = float(ratio.flat[place]), (window, int(centre), int(number))
        return best, where


def _counted(at: np.ndarray, late: np.ndarray, places: int) -> np.ndarray:
    return np.stack([np.bincount(at[mask], minlength=places) for mask in late])


def _likelihood(seen: np.ndarray, usual: np.ndarray, whole: int) -> np.ndarray:
    """The logarithm of how much likelier a crowd is than chance; nought where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = seen * np.log(seen / usual)
        rest = whole - seen
        outside = np.where(rest > 0, rest * np.log(rest / (whole - usual)), 0.0)
        return np.where(seen > usual, inside + outside, 0.0)
