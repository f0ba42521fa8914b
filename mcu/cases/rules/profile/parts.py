"""Sections that were read and checked, as typed values; the norms every municipality starts with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from mcu.cases.rules import conditions
from mcu.cases.rules.fast import StepPart
from mcu.cases.rules.ladder import Rung
from mcu.cases.rules.profile.sections import LADDER, NORMS
from mcu.cases.rules.terms import NormView, default_norms
from mcu.core.workdays import Shift


@dataclass(frozen=True, slots=True)
class NormPart:
    """One norm of the profile, checked."""

    code: str
    title: str
    kind: str
    unit: str
    value: int
    source: str
    shift: str = Shift.PREVIOUS
    start: str = "received"
    regime: str = ""
    channel: str = ""
    system: str = ""
    importance: str = ""
    speed: str = ""
    region: str = ""
    topic: str = ""
    condition: dict[str, Any] = field(default_factory=dict)
    pausable: bool = True
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RoutePart:
    """`topic` is the code of a topic or a group, or the name of a group."""

    topic: str
    block: str = ""
    body: str = ""
    settlement: str = ""
    condition: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CasesPart:
    norms: tuple[NormPart, ...]
    routes: tuple[RoutePart, ...]


def read(data: Mapping[str, Any]) -> CasesPart:
    """The typed part of sections that were read and checked."""
    return CasesPart(
        norms=tuple(_norm(row) for row in data.get("norms", ())),
        routes=tuple(
            RoutePart(
                row.get("topic") or row["group"],
                row.get("block") or "",
                row.get("body") or "",
                row.get("settlement", ""),
                row.get("condition", {}),
            )
            for row in data.get("routes", ())
        ),
    )


@cache
def _common_norms() -> tuple[NormView, ...]:
    return tuple(default_norms())


def common_norms() -> list[dict[str, Any]]:
    """The norms every municipality starts with, as a profile would say them."""
    return [_said(norm) for norm in _common_norms()]


def _said(norm: NormView) -> dict[str, Any]:
    """Only what differs from the defaults; «any» is None among the rules and empty in a row."""
    values = {each.name: getattr(norm, each.name) for each in NORMS.fields}
    values["condition"] = conditions.said(norm.condition)
    values = {
        name: str(v) if isinstance(v, str) else v for name, v in values.items() if v is not None
    }
    return {name: value for name, value in values.items() if value != NORMS.defaults[name]}


def _norm(row: Mapping[str, Any]) -> NormPart:
    return NormPart(**{name: row[name] for name in NORMS.defaults if row.get(name) is not None})


def rungs(rows: Iterable[Mapping[str, Any]]) -> list[Rung]:
    """The rungs of a profile that was read and checked."""
    return [
        _rung({name: row.get(name, default) for name, default in LADDER.defaults.items()})
        for row in rows
    ]


def _rung(values: dict[str, Any]) -> Rung:
    return Rung(**values | {"condition": conditions.read(values["condition"])})


def route_steps(row: Mapping[str, Any]) -> list[StepPart]:
    """The steps of a fast route that was read and checked."""
    return [
        StepPart(step["body"], step["what"], step["value"], step["unit"]) for step in row["steps"]
    ]
