"""Samples drawn by rule and not by choice, and how sure a figure from a sample is.

Nobody picks what is checked: the order of the draw is a keyed digest of the seed and the key of the
row, so whoever has the seed gets the same sample again and nobody can steer it.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

Z95 = 1.959964  # the quantile of the normal distribution for 95 %
ENOUGH = 5  # fewer answers are not shown in parts: somebody could be recognised


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % confidence interval; shares are 0–1."""

    value: float
    low: float
    high: float
    n: int


def draw(keys: Iterable[int], seed: str, size: int) -> list[int]:
    """`size` of these keys, the same for the same seed whatever the order they come in."""
    return sorted(sorted(keys, key=lambda key: _place(seed, key))[: max(size, 0)])


def draw_by_group(
    groups: Mapping[int | None, Sequence[int]], seed: str, share: int, least: int
) -> list[int]:
    """A share (percent, rounded up) of every group, at least `least` of each."""
    drawn: list[int] = []
    for keys in groups.values():
        wanted = max(math.ceil(len(keys) * share / 100), least)
        drawn += draw(keys, seed, wanted)
    return sorted(drawn)


def share(count: int, n: int, population: int | None = None) -> Interval | None:
    """A share by Wilson's interval; narrowed when the sample is a good part of the population."""
    if n == 0:
        return None
    p, z = count / n, Z95 * _correction(n, population)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(p, max(centre - half, 0.0), min(centre + half, 1.0), n)


def mean(values: Sequence[float], population: int | None = None) -> Interval | None:
    """A mean with the normal interval of its standard error; one value has no interval."""
    if not values:
        return None
    middle, n = fmean(values), len(values)
    if n == 1:
        return Interval(middle, middle, middle, n)
    half = Z95 * stdev(values) / math.sqrt(n) * _correction(n, population)
    return Interval(middle, middle - half, middle + half, n)


def _correction(n: int, population: int | None) -> float:
    """The finite population correction: a sample of everybody is no estimate."""
    if not population or population <= 1:
        return 1.0
    return math.sqrt(max(population - n, 0) / (population - 1))


def _place(seed: str, key: int) -> bytes:
    return hashlib.sha256(f"{seed}|{key}".encode()).digest()
