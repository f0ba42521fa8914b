"""The sections of a profile that speak of topics, norms and routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Channel, Importance, Regime, System
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Shift, Unit
from mcu.text.topics import Classifier, read_classifier

STARTS = frozenset({"received", "registered", "requested", "interim"})


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
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RoutePart:
    """`topic` is the code of a topic or the name of a group."""

    topic: str
    block: str = ""
    body: str = ""
    settlement: str = ""


@dataclass(frozen=True, slots=True)
class CasesPart:
    norms: tuple[NormPart, ...]
    routes: tuple[RoutePart, ...]


CHOICES: dict[str, frozenset[str]] = {
    "kind": frozenset(TermKind),
    "unit": frozenset(Unit),
    "shift": frozenset(Shift),
    "start": STARTS,
    "regime": frozenset({"", *Regime.values}),
    "channel": frozenset({"", *Channel.values}),
    "system": frozenset({"", *System.values}),
    "importance": frozenset({"", *Importance.values}),
}


def read(data: Mapping[str, Any]) -> CasesPart:
    """The typed sections; RuleViolation names the norm or route that is wrong."""
    return CasesPart(
        norms=tuple(_norm(given) for given in data.get("norms", [])),
        routes=tuple(_route(given) for given in data.get("routes", [])),
    )


@cache
def starter_classifier() -> Classifier:
    """The classifier every municipality starts with: 24 groups, 214 topics."""
    return read_classifier(files("mcu.cases").joinpath("data/topics.toml").read_bytes())


def _norm(given: Mapping[str, Any]) -> NormPart:
    code = given.get("code", "без кода")
    try:
        part = NormPart(**given)
    except TypeError as wrong:
        raise RuleViolation(f"Норма «{code}»: лишнее или недостающее поле ({wrong}).") from wrong
    for name, allowed in CHOICES.items():
        if getattr(part, name) not in allowed:
            raise RuleViolation(
                f"Норма «{code}»: поле {name} = «{getattr(part, name)}», "
                f"а бывает: {', '.join(sorted(allowed - {''}))}."
            )
    if not isinstance(part.value, int) or part.value <= 0:
        raise RuleViolation(f"Норма «{code}»: срок должен быть целым положительным числом.")
    return part


def _route(given: Mapping[str, Any]) -> RoutePart:
    topic = given.get("topic") or given.get("group")
    if not topic or not (given.get("body") or given.get("block")):
        raise RuleViolation("Маршрут без темы (topic или group) или без органа и блока.")
    return RoutePart(
        topic, given.get("block", ""), given.get("body", ""), given.get("settlement", "")
    )
