"""Fast routes, pure: what a route must say, and the time it saved in honest words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from mcu.cases.rules.conditions import Condition, Line, Operator
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.web.words import hours

MAX_STEPS = 8
MAX_TERM = 1000
# Fewer answers than this say little: the figures are shown, nothing is concluded from them.
ENOUGH = 10
LITTLE = "мало данных"


@dataclass(frozen=True, slots=True)
class StepPart:
    """One body of the sequence, as somebody set it."""

    body: str
    what: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Hours from receipt to answer of some cases."""

    count: int
    median: float | None = None
    p90: float | None = None

    @property
    def enough(self) -> bool:
        return self.count >= ENOUGH


def topics_of(entry: Condition) -> tuple[str, ...]:
    """The topics a route names: what its comparison is made with."""
    if entry.join != "all":
        return ()
    named = (
        line.value
        for line in entry.items
        if isinstance(line, Line) and line.field == "topic" and line.op is Operator.ANY
    )
    return tuple(
        dict.fromkeys(code for value in named if isinstance(value, tuple) for code in value)
    )


def check_route(name: str, entry: Condition, steps: Sequence[StepPart]) -> None:
    """RuleViolation says what a route lacks."""
    if not name.strip():
        raise RuleViolation("Назовите быстрый маршрут.")
    if not topics_of(entry):
        raise RuleViolation(
            "Назовите темы маршрута: в условии нужна строка «тема — одно из», "
            "и все строки должны выполняться вместе."
        )
    if "fast" in entry.fields:
        raise RuleViolation("Условие входа не может спрашивать о самом быстром маршруте.")
    if not steps:
        raise RuleViolation("Добавьте хотя бы один этап: орган, что сделать и срок.")
    if len(steps) > MAX_STEPS:
        raise RuleViolation(f"Этапов больше {MAX_STEPS}: такой маршрут уже не быстрый.")
    for number, step in enumerate(steps, start=1):
        _check_step(number, step)


def _check_step(number: int, step: StepPart) -> None:
    if not step.body or not step.what.strip():
        raise RuleViolation(f"Этап {number}: выберите орган и напишите, что он делает.")
    if not 1 <= step.value <= MAX_TERM or step.unit not in set(Unit):
        raise RuleViolation(f"Этап {number}: срок — целое число от 1 до {MAX_TERM} и единица.")


def sample(found: Sequence[float]) -> Sample:
    """Median and ninetieth percentile, by the nearest rank: always the hours of a real case."""
    if not found:
        return Sample(0)
    ordered = sorted(found)
    return Sample(len(ordered), median(ordered), ordered[ceil(0.9 * len(ordered)) - 1])


def saved(on: Sample, other: Sample) -> float | None:
    """Hours by which the median is shorter on the route; None while it is too early to say."""
    if not (on.enough and other.enough) or on.median is None or other.median is None:
        return None
    return other.median - on.median


def verdict(on: Sample, other: Sample, whom: str) -> str:
    """«быстрее на 20 ч по медиане, чем …», or why nothing is said."""
    gain = saved(on, other)
    if gain is None:
        return (
            f"{LITTLE}: на маршруте ответов {on.count}, {whom} — {other.count}, нужно по {ENOUGH}"
        )
    if abs(gain) < 0.5:
        return f"столько же, сколько {whom}"
    return f"{'быстрее' if gain > 0 else 'дольше'} на {hours(abs(gain))} по медиане, чем {whom}"
