"""What a centre is for, in numbers: shorter time, contented residents, solved problems.

Each aim is a measure of the catalogue of slices, compared with a frozen baseline and with a target.
"""

import math
from dataclasses import dataclass

from mcu.analytics.rules.measures import BY_CODE, How, Measure
from mcu.ratings.rules.words import declined
from mcu.web.words import tenths

Z95 = 1.959964
SAME = 0.05  # what shows as nought is no change
TIME, CONTENT, SOLVED = "Сроки", "Удовлетворённость", "Решённость"


@dataclass(frozen=True, slots=True)
class Aim:
    """`target` is the usual one with its source, None where nobody published any."""

    code: str
    group: str
    target: float | None = None
    source: str = ""

    @property
    def measure(self) -> Measure:
        return BY_CODE[self.code]


CATALOGUE: tuple[Aim, ...] = (
    Aim("in_time", TIME, 100, "Пучеж 2.7.6.3"),
    Aim("answer_median", TIME),
    Aim("worked_median", TIME),
    Aim("close_median", TIME),
    Aim("pos_days", TIME, 8, "цель Минцифры на 2025 год"),
    Aim("satisfied", CONTENT, 60, "цель Минцифры на 2025 год"),
    Aim("rating", CONTENT),
    Aim("rated", CONTENT),
    Aim("solved", SOLVED),
    Aim("explained", SOLVED),
    Aim("complete", SOLVED, 100, "Пучеж 4.2.2"),
    Aim("repeated", SOLVED),
)
AIMS = {aim.code: aim for aim in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Value:
    """A value and from how many cases; None: nothing to count."""

    value: float | None
    base: int


@dataclass(frozen=True, slots=True)
class Progress:
    """An aim between its baseline and now."""

    aim: Aim
    base: Value | None
    now: Value
    target: float | None

    @property
    def change(self) -> float | None:
        if self.base is None or self.base.value is None or self.now.value is None:
            return None
        return self.now.value - self.base.value

    @property
    def noise(self) -> float:
        """A change of a share smaller than this comes by chance (95 %); nothing is known of others."""
        if self.base is None or self.aim.measure.how is not How.SHARE:
            return SAME
        was, now = self.base, self.now
        if not was.base or not now.base:
            return SAME
        part = ((was.value or 0) * was.base + (now.value or 0) * now.base) / (was.base + now.base)
        spread = part * (100 - part) * (1 / was.base + 1 / now.base)
        return max(SAME, Z95 * math.sqrt(max(spread, 0)))

    @property
    def better(self) -> bool | None:
        """None without two values, or when nothing changed more than by chance."""
        if self.change is None or abs(self.change) < self.noise:
            return None
        return self.change * self.aim.measure.good > 0

    @property
    def reached(self) -> bool | None:
        if self.target is None or self.now.value is None:
            return None
        if self.aim.measure.good > 0:
            return self.now.value >= self.target
        return self.now.value <= self.target

    @property
    def way(self) -> float | None:
        """How much of the way from the baseline to the target is gone, in per cent."""
        if self.target is None or self.change is None or self.base is None:
            return None
        whole = self.target - (self.base.value or 0)
        if self.reached:
            return 100.0
        return min(100.0, max(0.0, 100 * self.change / whole)) if whole else None


def amount(measure: Measure, value: float | None) -> str:
    if value is None:
        return "—"
    unit = "%" if measure.how is How.SHARE else declined(measure.unit)
    return f"{tenths(value)} {unit}".strip()


def change_words(progress: Progress) -> str:
    """«−12,0 ч, лучше»: the change with a sign, and what it means."""
    if progress.change is None:
        return ""
    if abs(progress.change) < SAME:
        return "без изменений"
    unit = "п. п." if progress.aim.measure.how is How.SHARE else declined(progress.aim.measure.unit)
    meanings = {True: "лучше", False: "хуже", None: "в пределах случайного"}
    meaning = meanings[progress.better]
    return f"{tenths(progress.change, signed=True)} {unit}, {meaning}"


def concluded(rows: list[Progress]) -> list[str]:
    """What to look at first: aims that went worse, then those whose target is missed."""
    worse = [row for row in rows if row.better is False]
    missed = [row for row in rows if row.reached is False and row.better is not False]
    return [
        *(f"{row.aim.measure.title}: {change_words(row)}, чем в базовом периоде." for row in worse),
        *(
            f"{row.aim.measure.title}: цель {amount(row.aim.measure, row.target)} не достигнута."
            for row in missed
        ),
    ]
