"""When of the year a topic is spoken of most, and which peak comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from mcu.insight.rules.expected import Matrix

BEGINS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9}
AHEAD, AROUND, YEAR = 21, 10, 364
PEAK, FEWEST, LEAST_YEAR = 1.5, 8, 330
SYSTEMIC_MONTHS, LONG_MONTHS, LONG_COUNT = 9, 3, 4


@dataclass(frozen=True, slots=True)
class Profile:
    """A topic's year: of each month how much more than an even year, 100 is even; None unknown."""

    months: list[int | None]
    total: int

    @property
    def peak(self) -> int | None:
        """The number of the month most spoken of, when it is a half above the even year."""
        known = [(value, month) for month, value in enumerate(self.months, 1) if value is not None]
        most = max(known, default=(0, 0))
        return most[1] if most[0] >= 100 * PEAK else None

    def without_few(self, fewest: int) -> "Profile":
        """The same without the months of fewer messages, as near as can be told from the year."""
        known = sum(value is not None for value in self.months) or 1
        each = self.total / (100 * known)
        shown = [v if v is not None and v * each >= fewest else None for v in self.months]
        return replace(self, months=shown)

    def heat(self, month: int) -> int:
        """0–4, for the colour of a cell."""
        value = self.months[month - 1]
        return 0 if value is None else min(4, max(0, (value - 75) // 50 + 1)) if value > 75 else 0


def profile(counts: Matrix, first: date) -> Profile:
    """By what a day of each month brought, of all years together."""
    months = np.array([(first + timedelta(days=n)).month for n in range(len(counts))])
    total = int(counts.sum())
    mean = counts.mean() if len(counts) else 0.0
    found: list[int | None] = []
    for month in range(1, 13):
        mine = counts[months == month]
        known = len(mine) >= 14 and mean > 0
        found.append(round(100 * float(mine.mean()) / mean) if known else None)
    return Profile(found, total)


@dataclass(frozen=True, slots=True)
class Coming:
    """A peak of former years that begins within three weeks: when, how many times an even day, how
    many messages it brought in the four weeks from then, in how many years it was seen."""

    starts: date
    times: float
    messages: int
    years: int

    @property
    def known_by(self) -> str:
        return "по прошлым годам" if self.years else "по классификатору тем"


def coming(counts: Matrix, first: date, today: date, ahead: int = AHEAD) -> Coming | None:
    """The next crossing of the peak level by former years; None where there is none or too little."""
    now = (today - first).days
    years = [y for y in (1, 2, 3) if now - y * YEAR - AROUND - 7 >= 0]
    if not years or len(counts) < LEAST_YEAR:
        return None
    level = _former(counts, now, years, 0)
    for days in range(1, ahead + 1):
        after = _former(counts, now, years, days)
        if level < PEAK <= after:
            messages = sum(
                int(counts[now - y * YEAR + days : now - y * YEAR + days + 28].sum()) for y in years
            )
            if messages / len(years) < FEWEST:
                return None
            peak = max(_former(counts, now, years, days + more) for more in range(0, 28, 7))
            return Coming(today + timedelta(days=days), peak, messages // len(years), len(years))
        level = after
    return None


def _former(counts: Matrix, now: int, years: list[int], days: int) -> float:
    """How many times an even day of its year the weeks around such a day brought, of former years."""
    found = []
    for year in years:
        middle = now - year * YEAR + days
        around = counts[max(0, middle - 7) : middle + 8]
        whole = counts[max(0, middle - YEAR // 2) : middle + YEAR // 2]
        even = float(whole.mean()) if len(whole) else 0.0
        found.append(float(around.mean()) / even if even else 0.0)
    return sum(found) / len(found)


def by_classifier(seasons: Sequence[str], today: date, ahead: int = AHEAD) -> Coming | None:
    """The season of a topic that begins within three weeks as the classifier has it: said while no year
    of messages tells better."""
    for days in range(1, ahead + 1):
        day = today + timedelta(days=days)
        for name, month in BEGINS.items():
            if name in seasons and (day.month, day.day) == (month, 1):
                before = [one for one, first in BEGINS.items() if first == (month - 4) % 12 + 1]
                return None if set(before) & set(seasons) else Coming(day, 0.0, 0, 0)
    return None


def systemic(months: int, repeated: float, seen: int = 12) -> str:
    """What a topic is by its last year, of which `seen` months are known, in words."""
    if seen < SYSTEMIC_MONTHS and months >= seen - 1:
        return "пока пишут каждый месяц, года истории ещё нет"
    if months >= SYSTEMIC_MONTHS:
        return (
            "системная: пишут круглый год"
            if repeated < 0.2
            else "системная: круглый год и повторно"
        )
    return "сезонная или разовая"
