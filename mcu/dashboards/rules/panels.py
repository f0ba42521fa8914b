"""Panels: what there is, which of them a role begins with, which a person keeps."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from mcu.analytics.rules.slices import Basis, Slice
from mcu.analytics.rules.summary import Period
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor, Permission, may

DATA = Path(__file__).parents[1] / "data" / "panels.toml"
TOP, MOST = 6, 12
TO_BEGIN_WITH = 8  # of several roles together; a person may add the rest


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel; of kinds without a reading of their own the rest is a slice."""

    code: str
    title: str
    kind: str = "slice"
    rows: str = ""
    measures: tuple[str, ...] = ()
    days: int = 30
    filters: tuple[tuple[str, str], ...] = ()
    basis: str = Basis.RECEIVED
    compared: str = ""
    needs: tuple[Permission, ...] = ()

    def slice(self, today: date) -> Slice:
        period = Period(today - timedelta(days=self.days - 1), today)
        filters = tuple((code, (value,)) for code, value in self.filters)
        top = self.days if self.kind == "bars" else TOP
        return Slice(
            period, self.rows, measures=self.measures, filters=filters, basis=Basis(self.basis),
            top=top, compared=self.compared,
        )  # fmt: skip

    def question(self, today: date) -> dict[str, Any]:
        """The same in the parameters of the slice builder."""
        period = self.slice(today).period
        given: dict[str, Any] = {
            "rows": self.rows, "measures": list(self.measures), "since": period.since.isoformat(),
            "until": period.until.isoformat(), **dict(self.filters),
        }  # fmt: skip
        if self.basis != Basis.RECEIVED:
            given["basis"] = self.basis
        return given | ({"compared": self.compared} if self.compared else {})


@dataclass(frozen=True, slots=True)
class Catalogue:
    panels: Mapping[str, Panel]
    roles: Mapping[str, tuple[str, ...]]


@cache
def catalogue() -> Catalogue:
    said = tomllib.loads(DATA.read_text())
    panels = [_panel(each) for each in said["panels"]]
    return Catalogue(
        {one.code: one for one in panels}, {r: tuple(codes) for r, codes in said["roles"].items()}
    )


def _panel(said: dict[str, Any]) -> Panel:
    lists = {
        "measures": tuple(said.get("measures", ())),
        "filters": tuple(map(tuple, said.get("filters", ()))),
    }
    needs = tuple(Permission(name) for name in said.get("needs", ()))
    return Panel(**{**said, **lists, "needs": needs})


def open_to(actor: Actor) -> dict[str, Panel]:
    """The panels whose figures the actor may know."""
    panels = catalogue().panels.values()
    return {one.code: one for one in panels if all(may(actor, right) for right in one.needs)}


def usual(actor: Actor) -> list[str]:
    """Those of the roles, each once, in the order the catalogue names the roles in."""
    roles = catalogue().roles.items()
    named = [code for role, codes in roles if role in actor.roles for code in codes]
    return kept(dict.fromkeys(named), open_to(actor))[:TO_BEGIN_WITH]


def kept(codes: Iterable[str], known: Mapping[str, Panel]) -> list[str]:
    """What is still there and open, not more than fit."""
    return [code for code in codes if code in known][:MOST]


def arranged(codes: Sequence[str], act: str, code: str, known: Mapping[str, Panel]) -> list[str]:
    """The set after one act: `add`, `remove`, `up`, `down`."""
    found = list(codes)
    if code not in known:
        raise RuleViolation("Такой панели нет или она вам не открыта. Обновите страницу.")
    if act == "add":
        if code not in found and len(found) >= MOST:
            raise RuleViolation(f"Панелей помещается {MOST}. Уберите одну, потом добавьте эту.")
        return found if code in found else [*found, code]
    if code not in found:
        return found
    at = found.index(code)
    if act == "remove":
        return found[:at] + found[at + 1 :]
    to = at + {"up": -1, "down": 1}[act]
    if 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    return found
