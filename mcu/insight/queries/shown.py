"""An alarm as a page shows it: its reason in words, its chart as lines of a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mcu.insight.models import Alarm
from mcu.insight.rules.sentences import crowd_reason, reason
from mcu.insight.rules.states import AlarmKind

WIDE, HIGH, BASE = 720, 170, 146
TICKS = 6


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the chart: a bar over its band."""

    day: date
    count: int
    low: int
    high: int
    x: float
    right: float
    y: float
    height: float
    above: bool
    tick: str
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, and the band of the usual as the points of a polygon."""

    days: list[Day]
    band: str
    most: int
    bar: float
    wide: int = WIDE
    high: int = HIGH
    base: int = BASE


def reason_of(alarm: Alarm) -> str:
    """«за сутки 14, обычно 3–6»."""
    if alarm.kind == AlarmKind.CROWD:
        return crowd_reason(alarm.days, alarm.count, alarm.usual, len(alarm.streets))
    return reason(alarm.days, alarm.count, alarm.low, alarm.high)


def chart_of(alarm: Alarm) -> Chart | None:
    """None while too little is drawn."""
    return drawn(alarm.drawn) if len(alarm.drawn) > 1 else None


def drawn(rows: Sequence[Sequence[Any]], known: int | None = None) -> Chart:
    """Of rows [day, count, low, high]; past the first `known` of them counts are expected, not come."""
    most = max(max(row[1], row[3]) for row in rows) or 1
    step, scale = WIDE / len(rows), (BASE - 10) / most

    def level(count: int) -> float:
        return round(BASE - count * scale, 1)

    every = -(-len(rows) // TICKS)
    days = [
        Day(
            day := date.fromisoformat(told), count, low, high, round(number * step + step * 0.15, 1),
            round((number + 0.85) * step, 1),
            level(count), round(count * scale, 1), count > high,
            f"{day:%d.%m}" if (len(rows) - 1 - number) % every == 0 else "",
            known is not None and number >= known,
        )
        for number, (told, count, low, high) in enumerate(rows)
    ]  # fmt: skip
    middle = [round((number + 0.5) * step, 1) for number in range(len(rows))]
    upper = [f"{x},{level(day.high)}" for x, day in zip(middle, days, strict=True)]
    lower = [f"{x},{level(day.low)}" for x, day in zip(middle, days, strict=True)]
    return Chart(days, " ".join([*upper, *reversed(lower)]), most, round(step * 0.7, 1))
