"""Plain sentences out of figures: a draft for the person who writes the conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcu.analytics.rules.kpi import Figure, Kpi, Unit
from mcu.reports.rules.figures import comma
from mcu.web.words import SPACE, plural

UNITS = {Unit.PERCENT: f"{SPACE}%", Unit.HOURS: " ч", Unit.DAYS: " дн.", Unit.POINTS: ""}
MESSAGES = "сообщение|сообщения|сообщений"
NAMED = 3


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the period beside that of the former one."""

    kpi: Kpi
    now: Figure
    before: Figure

    @property
    def met(self) -> bool | None:
        return self.kpi.met(self.now)


def value(kpi: Kpi, figure: Figure) -> str:
    return "—" if figure.value is None else f"{comma(figure.value)}{UNITS[kpi.unit]}"


def count(now: int, before: int, what: str = "Поступило") -> str:
    """«Поступило 45 сообщений, за прошлый период 38 (+18 %).»"""
    if not now and not before:
        return "За период и за прошлый период сообщений не было."
    change = f" ({signed(100 * (now - before) / before)}{SPACE}%)" if before else ""
    return f"{what} {plural(now, MESSAGES)}, за прошлый период {before}{change}."


def signed(number: float) -> str:
    return f"{number:+.0f}".replace("-", "−")


def indicators(rows: Sequence[Indicator]) -> list[str]:
    """What did not reach its aim, each with what it was; then what did."""
    missed = [row for row in rows if row.met is False]
    reached = [row for row in rows if row.met]
    said = [
        f"{row.kpi.title} ({row.kpi.code}): {value(row.kpi, row.now)} при цели "
        f"{'не меньше' if row.kpi.least else 'не больше'} "
        f"{comma(row.kpi.target or 0)}{UNITS[row.kpi.unit]}, было {value(row.kpi, row.before)}."
        for row in missed
    ]
    if reached:
        names = ", ".join(f"«{row.kpi.title}» ({row.kpi.code})" for row in reached)
        said.append(f"Цель достигнута: {names}.")
    return said


def leading(rows: Sequence[tuple[str, int]], total: int, what: str) -> list[str]:
    """«Больше всего сообщений по темам: Вода — 12 (27 %), …»"""
    first = [(name, number) for name, number in rows if number][:NAMED]
    if not first or not total:
        return []
    named = "; ".join(
        f"{name} — {number} ({round(100 * number / total)}{SPACE}%)" for name, number in first
    )
    return [f"{what}: {named}."]


def most(rows: Sequence[tuple[str, int]], what: str) -> list[str]:
    """«Больше всего просрочек: Дорожная служба — 5.» Nothing when there is none."""
    first = sorted((row for row in rows if row[1]), key=lambda row: -row[1])[:NAMED]
    named = "; ".join(f"{name} — {number}" for name, number in first)
    return [f"{what}: {named}."] if named else []
