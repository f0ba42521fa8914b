"""What came, or was closed, on each day: the whole of it and by one cut, as one flow of series."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import counts_by
from mcu.analytics.rules.slices import Basis, Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.insight.queries.flow import HISTORY
from mcu.insight.rules.expected import Flow, Matrix, kinds_of
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for, zone

Filters = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Daily:
    """Columns of days up to `last`, which is not over; row 0 is the whole, then each of `values`.

    `ahead`: the calendar says what kind of day so many more are.
    """

    first: date
    last: date
    values: tuple[Any, ...]
    flow: Flow

    @property
    def today(self) -> int:
        return (self.last - self.first).days


def daily(
    place: Municipality, now: datetime, *, cut: str = "", filters: Filters = (),
    basis: Basis = Basis.RECEIVED, ahead: int = 0, scope: Whose | None = None,
) -> Daily:  # fmt: skip
    """Of the last three years, of the whole municipality or of what the reader may know; one question."""
    today = timezone.localdate(now, timezone=zone(place))
    chosen = Slice(Period(today - HISTORY, today), filters=filters, basis=basis)
    cuts = ("day", cut) if cut else ("day",)
    found = counts_by(
        chosen, cuts, scope or Whose(place.pk), place, manifest=mart.published(), now=now
    )
    rows = [row for row in found if row[0] is not None]
    first = min((row[0] for row in rows), default=today)
    days = (today - first).days + 1
    values, counts = _matrix(rows, first, days)
    kinds = kinds_of(calendar_for(place), first, days + ahead)
    return Daily(first, today, values, Flow(counts, kinds))


def _matrix(
    rows: Iterable[tuple[Any, ...]], first: date, days: int
) -> tuple[tuple[Any, ...], Matrix]:
    """The whole in the first row, then each value, the largest first."""
    whole = np.zeros(days)
    by_value: dict[Any, Matrix] = {}
    for day, *value, count in rows:
        at = (day - first).days
        whole[at] += count
        if value:
            by_value.setdefault(value[0], np.zeros(days))[at] += count
    order = sorted(by_value, key=lambda key: -by_value[key].sum())
    return tuple(order), np.stack([whole, *(by_value[key] for key in order)])


def come_at(place: Municipality, now: datetime, days: int) -> dict[int, int]:
    """How many of the last days came in each hour, today not counted; one question."""
    today = timezone.localdate(now, timezone=zone(place))
    chosen = Slice(Period(today - timedelta(days=days), today - timedelta(days=1)))
    found = counts_by(chosen, ("hour",), Whose(place.pk), place, manifest=mart.published(), now=now)
    return {int(hour): count for hour, count in found if hour is not None}
