"""Whether a need grows: the messages of a period against the same days a year before."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mcu.analytics.rules.slices import compared_period
from mcu.analytics.rules.summary import Period

Z95, FEW = 1.959964, 10
MOST_YEARS = 5
GROWS, FALLS, SAME, LITTLE = "растёт", "снижается", "без заметных изменений", "мало данных"


def judged(before: int, now: int) -> str:
    """A change smaller than two counts differ by chance (95 %) is none."""
    if before + now < FEW:
        return LITTLE
    if abs(now - before) <= Z95 * math.sqrt(before + now):
        return SAME
    return GROWS if now > before else FALLS


@dataclass(frozen=True, slots=True)
class Need:
    """A topic: its messages by year, those of the last year and of the same days a year before."""

    name: str
    code: str
    years: Mapping[int, int] = field(hash=False)
    before: int = 0
    now: int = 0

    @property
    def total(self) -> int:
        return sum(self.years.values())

    @property
    def trend(self) -> str:
        return judged(self.before, self.now)

    @property
    def sign(self) -> str:
        return {GROWS: "▲", FALLS: "▼"}.get(self.trend, "")


@dataclass(frozen=True, slots=True)
class Years:
    """The years chosen; the last of them ends today when it is not over."""

    first: int
    last: int
    today: date

    @property
    def listed(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def whole(self) -> Period:
        """Every day chosen."""
        return Period(date(self.first, 1, 1), self.now.until)

    @property
    def now(self) -> Period:
        """The last year as far as it has come."""
        return Period(date(self.last, 1, 1), min(date(self.last, 12, 31), self.today))

    @property
    def before(self) -> Period:
        """The same days a year before."""
        return compared_period(self.now, "year") or self.now.before

    @property
    def is_over(self) -> bool:
        return self.now.until < self.today or self.today == date(self.last, 12, 31)

    @property
    def words(self) -> str:
        """«2024–2026 (по 22.11.2026)»."""
        years = f"{self.first}–{self.last}" if self.first < self.last else f"{self.last}"
        return years if self.is_over else f"{years} (по {self.now.until:%d.%m.%Y})"
