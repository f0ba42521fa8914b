"""Medians and tenths of every cell and total, exact, from how often each value occurs in each cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mcu.analytics.rules.slices import Kept

AT_ONCE = 4_000_000  # groups times values
Numbers = np.ndarray[Any, np.dtype[Any]]
Key = tuple[Any, bool]
NO_COLUMN: Key = (None, False)


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one dimension, and for every row of the answer the place of its value."""

    values: list[Any]
    places: Numbers

    def gathered(self, kept: Kept) -> "tuple[list[Key], Numbers]":
        """With the values that are not shown by themselves as one, the last."""
        shown = [value for value in self.values if _is_kept(value, kept)]
        place = {value: n for n, value in enumerate(shown)}
        keys: list[Key] = [(value, False) for value in shown]
        if len(shown) < len(self.values):
            keys.append((None, True))
        moved = np.array([place.get(value, len(shown)) for value in self.values], dtype=np.int64)
        return keys, moved[self.places]


@dataclass(frozen=True, slots=True)
class Spread:
    """How many times (`times`) each `value` occurs in the cell of a row and a column."""

    rows: Axis
    columns: Axis | None
    value: Numbers
    times: Numbers


@dataclass(frozen=True, slots=True)
class Middle:
    """Of one cell or total: how many values, and by tenth its neighbours in their order."""

    whole: int
    ends: dict[int, tuple[int, int]]


def axis(column: Any, texts: Sequence[str] | None = None) -> Axis:
    """A column of the answer as an axis; `texts` are the words of codes."""
    found = np.ma.asarray(column)
    missing = np.ma.getmaskarray(found)
    if found.dtype == object:
        missing = missing | np.array([one is None for one in found.data], dtype=bool)
    said = found.data[~missing]
    if said.dtype.kind == "M":
        said = said.astype("datetime64[D]")
    known, places = _distinct(said)
    values: list[Any] = known.tolist()
    if texts is not None:  # a code beyond all words is of no value that is shown
        values = [texts[code] if code < len(texts) else code for code in values]
    whole = np.full(len(found), len(values), dtype=np.int64)
    whole[~missing] = places
    return Axis([*values, None] if missing.any() else values, whole)


def middles(
    spread: Spread, tenths: Iterable[int], rows: Kept, columns: Kept, *, totals: bool = False
) -> Iterator[tuple[Key, Key, bool, bool, Middle]]:
    """Of every cell, row, column and of all: where it stands and its middles; `totals`: no cells."""
    if not len(spread.value):
        return
    values, place = _distinct(np.asarray(spread.value))
    row_keys, row = spread.rows.gathered(rows)
    everything = np.zeros_like(row)
    sets = [
        (row_keys, [NO_COLUMN], row, False, True),
        ([NO_COLUMN], [NO_COLUMN], everything, True, True),
    ]
    if spread.columns:
        column_keys, column = spread.columns.gathered(columns)
        both = row * len(column_keys) + column
        sets += [] if totals else [(row_keys, column_keys, both, False, False)]
        sets.append(([NO_COLUMN], column_keys, column, True, False))
    for r_keys, c_keys, group, all_rows, all_columns in sets:
        found = _of_groups(group, len(r_keys) * len(c_keys), place, values, spread.times, [*tenths])
        for number, middle in found:
            r, c = r_keys[number // len(c_keys)], c_keys[number % len(c_keys)]
            yield r, c, all_rows, all_columns, middle


def _of_groups(
    group: Numbers, groups: int, place: Numbers, values: Numbers, times: Numbers, tenths: list[int]
) -> Iterator[tuple[int, Middle]]:
    """Groups that have values, a lot of them at a time."""
    width = len(values)
    lot = max(1, AT_ONCE // width)
    for first in range(0, groups, lot):
        here = min(lot, groups - first)
        chosen = slice(None) if here == groups else (group >= first) & (group < first + here)
        flat = (group[chosen] - first) * width + place[chosen]
        counts = np.bincount(flat, weights=times[chosen], minlength=here * width)
        upto = counts.reshape(here, width).cumsum(axis=1)
        whole = upto[:, -1]
        ends = {tenth: _ends(upto, tenth * (whole - 1), values) for tenth in tenths}
        for number in np.flatnonzero(whole > 0):
            of_group = {t: (int(low[number]), int(high[number])) for t, (low, high) in ends.items()}
            yield first + int(number), Middle(int(whole[number]), of_group)


def _ends(upto: Numbers, tenfold: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """The values before and behind the place of a tenth, which is given ten times itself."""
    last = len(values) - 1
    low = (10 * upto <= tenfold[:, None]).sum(axis=1)
    high = (10 * (upto - 1) < tenfold[:, None]).sum(axis=1)
    return values[np.minimum(low, last)], values[np.minimum(high, last)]


def _distinct(column: Numbers) -> tuple[Numbers, Numbers]:
    """The values in their order, and the place of each among them; without sorting where they are
    numbers close to each other."""
    if column.dtype.kind not in "iu" or not len(column) or int(np.ptp(column)) > AT_ONCE:
        known, places = np.unique(column, return_inverse=True)
        return known, places
    least = column.min()
    there = np.bincount(column - least) > 0
    return np.flatnonzero(there) + int(least), (there.cumsum() - 1)[column - least]


def _is_kept(value: Any, kept: Kept) -> bool:
    if kept.values is None:
        return True
    return kept.missing if value is None else value in kept.values
