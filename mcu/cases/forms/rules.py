"""What is typed on the pages of rules and of fast routes, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from mcu.cases.models import Norm, Rule
from mcu.cases.rules.automation import DEEDS, MAX_ACTS, Act, Deed, Event, Needs, read_acts
from mcu.cases.rules.fast import MAX_STEPS, StepPart
from mcu.cases.rules.planning import Reference

CONTROL_DAYS = ("1", "2", "3", "5", "10", "20")
MONTHS = (1, 3, 6, 12)
Options = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as it stands on the page: what is chosen and the words beside it."""

    number: int
    chosen: str = ""
    words: str = ""


class RuleForm:
    """The rule but for its condition, which has a builder of its own."""

    events = Event.choices
    months = MONTHS

    def __init__(self, data: QueryDict | None, rule: Rule | None, reference: Reference) -> None:
        self.reference = reference
        self.name = data.get("name", "") if data else rule.name if rule else ""
        self.event = data.get("event", "") if data else rule.event if rule else Event.REGISTERED
        self.hours = _whole(data.get("hours", "")) if data else rule.hours if rule else 24
        self.month = _whole(data.get("months", "")) if data else 3
        self.rows = _typed(data) if data else _written(rule.acts if rule else [])

    @property
    def acts(self) -> tuple[Act, ...]:
        """What is chosen; RuleViolation names the act that is not whole."""
        return read_acts([_given(row) for row in self.rows if row.chosen])

    @property
    def shown(self) -> list[ActRow]:
        """What is there and a free row."""
        rows = [row for row in self.rows if row.chosen or row.words]
        free = [ActRow(len(rows) + 1)] if len(rows) < MAX_ACTS else []
        return [ActRow(n, row.chosen, row.words) for n, row in enumerate(rows, start=1)] + free

    @property
    def options(self) -> Options:
        """Every act that can be chosen, under what it does."""
        return [
            (
                row.label,
                [(f"{deed}:{code}", name) for code, name in self._values(row.needs).items()],
            )
            for deed, row in DEEDS.items()
        ]

    def _values(self, needs: Needs) -> Mapping[str, str]:
        if needs is Needs.DAYS:
            return {day: f"через {day}" for day in CONTROL_DAYS}
        if needs is Needs.TEXT:
            return {"": "тег впишите справа"}
        return self.reference.names[needs]


class FastRouteForm:
    """The steps of a route; the condition of entry has a builder of its own."""

    units = Norm.UNITS

    def __init__(self, data: QueryDict | None, route: Any, bodies: Mapping[str, str]) -> None:
        self.bodies = list(bodies.items())
        self.name = data.get("name", "") if data else route.name if route else ""
        self.source = data.get("source", "") if data else route.source if route else ""
        self.rows = _steps(data) if data else _parts(route)

    @property
    def steps(self) -> tuple[StepPart, ...]:
        """The rows that are begun; what they lack is said by the rules."""
        return tuple(row for row in self.rows if row.body or row.what.strip())

    @property
    def shown(self) -> list[tuple[int, StepPart]]:
        """What is there and two free rows, three in all at least."""
        wanted = min(MAX_STEPS, max(3, len(self.steps) + 2))
        free = [StepPart("", "", 1, "working_days")] * (wanted - len(self.steps))
        return list(enumerate([*self.steps, *free], start=1))


def _typed(data: QueryDict) -> list[ActRow]:
    return [
        ActRow(n, data.get(f"act-{n}", "")[:200], data.get(f"act-{n}-words", "")[:600])
        for n in range(1, MAX_ACTS + 1)
    ]


def _written(acts: Sequence[Mapping[str, str]]) -> list[ActRow]:
    rows = []
    for number, act in enumerate(acts, start=1):
        tag = act["do"] == Deed.TAG
        chosen = f"{act['do']}:{'' if tag else act['value']}"
        rows.append(ActRow(number, chosen, act["value"] if tag else act.get("words", "")))
    return rows


def _given(row: ActRow) -> dict[str, str]:
    deed, _, value = row.chosen.partition(":")
    if deed == Deed.TAG:
        return {"do": deed, "value": row.words}
    return {"do": deed, "value": value, "words": row.words}


def _steps(data: QueryDict) -> list[StepPart]:
    return [
        StepPart(
            data.get(f"step-{n}-body", "")[:60],
            data.get(f"step-{n}-what", "").replace("\x00", "")[:200],
            _whole(data.get(f"step-{n}-value", "")),
            data.get(f"step-{n}-unit", "")[:20],
        )
        for n in range(1, MAX_STEPS + 1)
    ]


def _parts(route: Any) -> list[StepPart]:
    steps = route.steps.all() if route else ()
    return [StepPart(s.body.code, s.what, s.value, s.unit) for s in steps]


def _whole(text: str) -> int:
    """A number as it was typed; zero, which every rule refuses, for what is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
