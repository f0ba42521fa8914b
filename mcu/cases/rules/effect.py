"""Did the work help: messages per week before and after, measured against a control.

The number is a ratio of Poisson rates: (after / before of the place) to (after / before of the
control), which is the difference in differences of the logarithms of the flows. A rate ratio and not a
bootstrap of weeks: there are 4–12 weeks on each side, too few to draw from, and many are zero, where a
resampled ratio is not defined; the ratio has a known error, sqrt(1/a + 1/b + 1/c + 1/d), also for small
counts when half a message is added to each. Messages come in bunches, so the error is widened by the
dispersion of the weeks themselves where it is larger than Poisson's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959964
HALF = 0.5
FEW_MESSAGES = 10
FEW_WEEKS = 4
WEEKS = 8
"""As many weeks on each side at most: longer windows mix one season with the next."""
SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring",
           6: "summer", 7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """Messages by week, the oldest first: before the work and after it."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def weekly(self) -> tuple[float, float]:
        """The mean of a week before and after."""
        return _mean(self.before), _mean(self.after)


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of the flow beside the control: 0.3 is «осталось 30 %»; with its 95 % interval.

    `enough` is false when the numbers are too small to say anything; `known` whether the change is
    surely a change: the interval does not hold 1.
    """

    ratio: float
    low: float
    high: float
    enough: bool
    reason: str

    @property
    def known(self) -> bool:
        return self.enough and not self.low <= 1 <= self.high

    @property
    def change(self) -> int:
        """«−70 %» as −70."""
        return round((self.ratio - 1) * 100)

    @property
    def interval(self) -> tuple[int, int]:
        return round((self.low - 1) * 100), round((self.high - 1) * 100)


def effect(place: Flow, control: Flow) -> Effect:
    """The effect of work on the flow of the place, less what happened to the control as well.

    The flow 10, 12, 8, 10 a week becoming 2, 3, 2, 3 while the control stays at 20: the ratio is
    (10.5 / 40.5) : (80.5 / 80.5) ≈ 0.26, «сообщений стало меньше на 74 %», 95 %: from −88 to −45.
    """
    cells = [sum(flow) for flow in (place.after, place.before, control.after, control.before)]
    after, before, other_after, other_before = (cell + HALF for cell in cells)
    weeks = [len(flow) or 1 for flow in (place.after, place.before, control.after, control.before)]
    rates = [cell / week for cell, week in zip((after, before, other_after, other_before), weeks, strict=True)]  # fmt: skip
    middle = math.log(rates[0] / rates[1]) - math.log(rates[2] / rates[3])
    error = math.sqrt(sum(1 / cell for cell in (after, before, other_after, other_before)))
    error *= math.sqrt(_dispersion(place, control))
    low, high = (math.exp(middle + sign * Z95 * error) for sign in (-1, 1))
    reason = _too_little(place, control)
    return Effect(math.exp(middle), low, high, not reason, reason)


def said(found: Effect) -> str:
    """The result as a sentence that promises no more than the numbers hold."""
    if not found.enough:
        return f"Мало данных: {found.reason}. Судить о результате рано."
    low, high = found.interval
    span = f"с вероятностью 95 % от {_percent(low)} до {_percent(high)}"
    if not found.known:
        return f"Изменение в пределах случайного: {_percent(found.change)} ({span})."
    word = "меньше" if found.ratio < 1 else "больше"
    return f"Сообщений стало {word} на {abs(found.change)} % с поправкой на контроль ({span})."


def season_note(topic_season: Sequence[str], months: Sequence[int]) -> str:
    """What to say of the season when the topic has one and the windows reach beyond it."""
    if not topic_season:
        return "Сезон учтён контролем: он взят за те же недели."
    inside = {SEASONS[month] in topic_season for month in months}
    if len(inside) > 1:
        return "У темы есть сезон, и он сменился за это время: сравните ещё с теми же неделями прошлого года."
    return "У темы есть сезон, но до и после работ он один и тот же."


def windows(whole_weeks_after: int, most: int = WEEKS) -> int:
    """How many weeks are compared on each side: as many as have passed, within the limit."""
    return max(0, min(whole_weeks_after, most))


def _too_little(place: Flow, control: Flow) -> str:
    if min(len(place.before), len(place.after)) < FEW_WEEKS:
        return f"после работ прошло меньше {FEW_WEEKS} полных недель"
    if sum(place.before) + sum(place.after) < FEW_MESSAGES:
        return f"сообщений по этому месту меньше {FEW_MESSAGES}"
    if sum(control.before) + sum(control.after) < FEW_MESSAGES:
        return f"сообщений для сравнения меньше {FEW_MESSAGES}"
    return ""


def _dispersion(*flows: Flow) -> float:
    """How many times the weeks scatter more than Poisson's; never less than once."""
    squares, freedom = 0.0, 0
    for weeks in (part for flow in flows for part in (flow.before, flow.after)):
        mean = _mean(weeks)
        if mean > 0 and len(weeks) > 1:
            squares += sum((week - mean) ** 2 for week in weeks) / mean
            freedom += len(weeks) - 1
    return max(1.0, squares / freedom) if freedom else 1.0


def _mean(weeks: Sequence[int]) -> float:
    return sum(weeks) / len(weeks) if weeks else 0.0


def _percent(change: int) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{abs(change)} %"
