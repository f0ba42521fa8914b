"""«Пульт»: a figure beside its usual, in words and signs that are read from afar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

LEAST_CHANGE = 4  # fewer more or less than usual is not worth a sign
FEWEST = 3  # a place fewer wrote from is not drawn: somebody could be guessed
LEAST_RATED = 10
WEEKS, LEAST_WEEKS = 8, 3
MOST_ROWS = 5
LEAST_HOURS = 50  # messages by which hours of the day are known


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual, and between which numbers most such days lie."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of the wall. `good`: 1 when more is better, -1 when less is, 0 when neither;
    `part`: which part of the day the usual is of."""

    code: str
    label: str
    count: int
    usual: Usual | None
    good: int
    part: str = ""
    whole_day: bool = False

    @property
    def change(self) -> int | None:
        return None if self.usual is None else self.count - round(self.usual.middle)

    @property
    def out(self) -> int:
        """1 above what such days bring, -1 below, 0 within; a day that is not over is not below."""
        if self.usual is None or self.usual.low <= self.count <= self.usual.high:
            return 0
        if abs(self.count - self.usual.middle) < LEAST_CHANGE:
            return 0
        above = self.count > self.usual.high
        return 1 if above else 0 if self.whole_day else -1

    @property
    def sign(self) -> str:
        return {1: "▲", -1: "▼", 0: ""}[self.out]

    @property
    def tone(self) -> str:
        """Better or worse than usual; what is only unusual has the colour of a warning."""
        if not self.out:
            return ""
        return {1: "ok", -1: "late", 0: "soon"}[self.out * self.good]


def standing_usual(before: Mapping[date, int], today: date) -> Usual | None:
    """Of the same weekday of the last weeks; None while too few are known."""
    same = [before[day] for day in before if day < today and (today - day).days % 7 == 0]
    if len(same) < LEAST_WEEKS:
        return None
    return Usual(float(median(same)), min(same), max(same))


def come_by(hours: Mapping[int, int], now: datetime) -> float:
    """Which share of a day has come by this moment, by the hours messages came at before."""
    total, part = sum(hours.values()), now.minute / 60
    if total < LEAST_HOURS:
        return (now.hour + part) / 24
    whole = sum(count for hour, count in hours.items() if hour < now.hour)
    return (whole + part * hours.get(now.hour, 0)) / total


@dataclass(frozen=True, slots=True)
class Standing:
    """A problem that stands: what, where, how many wrote, for how many days, whether its plan is late."""

    what: str
    where: str
    size: int
    days: int
    late: bool


@dataclass(frozen=True, slots=True)
class Contentment:
    """Marks residents gave; `share` is None while they are too few to say anything."""

    rated: int
    share: float | None = None
    mean: float | None = None

    @property
    def enough(self) -> bool:
        return self.rated >= LEAST_RATED and self.share is not None


def where(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)
