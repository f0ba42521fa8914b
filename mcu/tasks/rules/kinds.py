"""Kinds of tasks are data: `data/kinds.toml`."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from mcu.core.workdays import Unit

UNITS = (
    (Unit.CLOCK_HOURS, "часов подряд"),
    (Unit.WORKING_HOURS, "рабочих часов"),
    (Unit.CALENDAR_DAYS, "календарных дней"),
    (Unit.WORKING_DAYS, "рабочих дней"),
)


@dataclass(frozen=True, slots=True)
class TaskKind:
    """What a kind asks for; `value` and `unit` are the term while nobody names another."""

    code: str
    title: str
    about: str
    value: int
    unit: Unit
    clause: str
    proof: bool = False
    concludes: bool = False
    steps: tuple[str, ...] = ()


def read(text: str) -> dict[str, TaskKind]:
    """Kinds by code, in the order of the file."""
    return {
        code: TaskKind(
            code,
            **{**row, "unit": Unit(row["unit"]), "steps": tuple(row.get("steps", ()))},
        )
        for code, row in tomllib.loads(text).items()
    }


KINDS = read((files("mcu.tasks") / "data" / "kinds.toml").read_text("utf-8"))
CHOICES = [(kind.code, kind.title) for kind in KINDS.values()]
ORDER, REQUIREMENT, LEGAL = "order", "requirement", "legal"
