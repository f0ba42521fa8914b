"""How an indicator stands on a day: its last value, what changed, whether the target is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices

from mcu.planning.rules import cadence as periods
from mcu.planning.rules.numbers import shown

BARS = "▁▂▃▄▅▆▇█"
SHOWN = 12  # points of a chart
WIDE, HIGH, EDGE = 120, 32, 3
Amount = Decimal | float


class Direction(TextChoices):
    MORE = "more", "больше — лучше"
    LESS = "less", "меньше — лучше"
    NEITHER = "none", "не оценивается"


SIGN = {Direction.MORE: 1, Direction.LESS: -1, Direction.NEITHER: 0}
DIRECTIONS = {sign: direction for direction, sign in SIGN.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """From another period to the last one; `better` is None when it is neither."""

    was: Amount
    by: Amount
    better: bool | None
    unit: str = ""

    @property
    def tone(self) -> str:
        return {True: "ok", False: "late", None: ""}[self.better]

    @property
    def words(self) -> str:
        """«+1,5 (+12 %)», «−3 п. п.»."""
        if not self.by:
            return "без изменений"
        moved = shown(self.by, signed=True)
        if self.unit == "%":
            return f"{moved} п. п."
        share = 100 * float(self.by) / abs(float(self.was)) if self.was else 0
        return f"{moved} ({share:+.0f} %)".replace("-", "−") if round(share) else moved


@dataclass(frozen=True, slots=True)
class Standing:
    """An indicator with its values by the first days of periods, as it stands on the day `on`.

    `known`: the program counts it by itself.
    """

    name: str
    unit: str
    cadence: str
    direction: str
    on: date
    points: Mapping[date, Amount] = field(hash=False)
    target: Amount | None = None
    source: str = ""
    owner: str = ""
    pk: int = 0
    known: bool = False
    verified: bool = True

    @property
    def periods(self) -> list[date]:
        """Those with a value, the last at the end."""
        return sorted(since for since in self.points if since <= self.on)[-SHOWN:]

    @property
    def since(self) -> date | None:
        return self.periods[-1] if self.points and self.periods else None

    @property
    def last(self) -> Amount | None:
        return self.points[self.since] if self.since else None

    @property
    def value(self) -> str:
        return "—" if self.last is None else f"{shown(self.last)} {self.unit}".strip()

    @property
    def when(self) -> str:
        if self.since is None:
            return "нет данных" if self.known else "не внесено"
        return periods.words(self.cadence, self.since)

    @property
    def is_waited_for(self) -> bool:
        """A finished period has no value yet; what the program counts is never entered."""
        ended = periods.finished(self.cadence, self.on)
        return not self.known and (self.since is None or self.since < ended)

    @property
    def former(self) -> Change | None:
        return self._change(periods.Cadence(self.cadence).months)

    @property
    def year_ago(self) -> Change | None:
        return self._change(12)

    @property
    def reached(self) -> bool | None:
        sign = SIGN[Direction(self.direction)]
        if self.target is None or self.last is None or not sign:
            return None
        return (float(self.last) - float(self.target)) * sign >= 0

    @property
    def target_words(self) -> str:
        return "—" if self.target is None else f"{shown(self.target)} {self.unit}".strip()

    @property
    def verdict(self) -> str:
        return {True: "достигнута", False: "не достигнута", None: ""}[self.reached]

    @property
    def bars(self) -> str:
        """The last values as signs of a text, for papers."""
        heights = self._heights()
        return "".join(BARS[round(height * (len(BARS) - 1))] for height in heights)

    @property
    def line(self) -> list[tuple[float, float]]:
        """The last values as points of a drawing WIDE × HIGH, one for each period there is."""
        heights, periods_shown = self._heights(), self.periods
        if len(heights) < 2:
            return []
        first, whole = periods_shown[0], (periods_shown[-1] - periods_shown[0]).days
        return [
            (
                EDGE + (WIDE - 2 * EDGE) * (since - first).days / whole,
                HIGH - EDGE - (HIGH - 2 * EDGE) * height,
            )
            for since, height in zip(periods_shown, heights, strict=True)
        ]

    def _heights(self) -> list[float]:
        """Between the least and the greatest; in the middle when all are the same."""
        values = [float(self.points[since]) for since in self.periods]
        low, high = min(values, default=0.0), max(values, default=0.0)
        return [(value - low) / (high - low) if high > low else 0.5 for value in values]

    def _change(self, months: int) -> Change | None:
        then = periods.shifted(self.since, -months) if self.since else None
        was = self.points.get(then) if then else None
        if was is None or self.last is None:
            return None
        by: Amount = self.last - was  # type: ignore[operator]
        meaning = float(by) * SIGN[Direction(self.direction)]
        return Change(was, by, meaning > 0 if meaning else None, self.unit)


def concluded(rows: list[Standing]) -> list[str]:
    """What to look at: targets missed, then what went worse than a year ago, then what waits."""
    missed = [
        f"{row.name}: {row.value}, цель {row.target_words} не достигнута."
        for row in rows
        if row.reached is False
    ]
    worse = [
        f"{row.name}: за год {row.year_ago.words}, хуже."
        for row in rows
        if row.year_ago and row.year_ago.better is False and row.reached is not False
    ]
    waits = [row.name for row in rows if row.is_waited_for]
    return [*missed, *worse, *([f"Ждут ввода: {', '.join(waits)}."] if waits else [])]
