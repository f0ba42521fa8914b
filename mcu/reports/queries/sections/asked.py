"""What a section is counted of: the municipality, the period and the former one, the system."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from mcu.analytics.queries import facts, mart
from mcu.analytics.queries.slices import Grid, Line, sliced
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.kpi import Facts
from mcu.analytics.rules.measures import BY_CODE, How, Measure
from mcu.analytics.rules.slices import MOST_TOP, Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.cases.rules.feed import FeedFilter
from mcu.core.tables import Kind
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, program
from mcu.reports.rules.figures import Cell as Value
from mcu.reports.rules.figures import Head, Table

KINDS = {How.COUNT: Kind.WHOLE, How.SHARE: Kind.PERCENT}
COUNT = BY_CODE["count"]


@dataclass(frozen=True)
class Asked:
    """Figures of the whole municipality: whoever may read the report may know them."""

    place: Municipality
    period: Period
    before: Period
    system: str
    now: datetime
    every: str = ""
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "actor", program(self.place.pk))

    @cached_property
    def manifest(self) -> Any:
        return mart.published()

    def slice(self, rows: str, measures: Sequence[str], **more: Any) -> Slice:
        filters = (("system", (self.system,)),) if self.system else ()
        return Slice(self.period, rows, "", tuple(measures), filters, **({"top": MOST_TOP} | more))

    def grid(self, chosen: Slice) -> Grid:
        scope = Whose(self.place.pk, self.place.population)
        return sliced(chosen, scope, self.place, manifest=self.manifest, now=self.now)

    @cached_property
    def facts(self) -> Facts:
        return self._facts(self.period)

    @cached_property
    def facts_before(self) -> Facts:
        return self._facts(self.before)

    def _facts(self, period: Period) -> Facts:
        return facts(self.actor, self.place, FeedFilter(system=self.system), period, self.now)


def counted(asked: Asked, rows: str, measures: Sequence[str]) -> tuple[Grid, dict[Any, int]]:
    """The slice of the period, and how many each of its rows had in the former one."""
    chosen = asked.slice(rows, ("count", *measures))
    earlier = asked.grid(replace(chosen, period=asked.before, measures=("count",)))
    before = {line.head.value: _count(line) for line in earlier.lines if not line.head.rest}
    return asked.grid(chosen), before


def table(title: str, name: str, found: tuple[Grid, dict[Any, int]], most: int = MOST_TOP) -> Table:
    """A row for each line of a slice, how many there were before, the measures, the total last."""
    grid, before = found
    measures = grid.measures[1:]
    heads = (
        Head(name, width=5), Head("Сообщений", Kind.WHOLE), Head("Было", Kind.WHOLE),
        *(_head(measure) for measure in measures),
    )  # fmt: skip
    rows = [
        (line.head.label, _count(line), before.get(line.head.value, 0), *_values(line, measures))
        for line in grid.lines[:most]
    ]
    total = ("Всего", _count(grid.total), sum(before.values()), *_values(grid.total, measures))
    return Table(title, heads, (*rows, total), query(grid.chosen))


def plain(title: str, name: str, grid: Grid) -> Table:
    """The same without the former period."""
    heads = (Head(name, width=4), *(_head(measure) for measure in grid.measures))
    lines = [*grid.lines, grid.total]
    rows = [(line.head.label, *_values(line, grid.measures, of_all=True)) for line in lines]
    return Table(title, heads, tuple(rows), query(grid.chosen))


def names(found: tuple[Grid, dict[Any, int]], place: int = 0) -> list[tuple[str, int]]:
    """The lines of a slice with the number in this place."""
    return [
        (line.head.label, int(line.total[place].value or 0))
        for line in found[0].lines
        if not line.head.rest
    ]


def query(chosen: Slice) -> str:
    """The address of the page of slices that asks the same."""
    pairs = [("rows", chosen.rows), ("top", str(chosen.top)), ("basis", chosen.basis.value)]
    pairs += [("measures", code) for code in chosen.measures]
    pairs += [(code, str(value)) for code, (value, *_) in chosen.filters]
    days = {"since": f"{chosen.period.since}", "until": f"{chosen.period.until}"}
    return urlencode([*pairs, *days.items()])


def number(cell: Cell, measure: Measure) -> Value:
    """A value as a table keeps it."""
    if cell.value is None:
        return None
    if measure.how is How.COUNT:
        return int(cell.value)
    return round(cell.value / 100, 4) if measure.how is How.SHARE else round(cell.value, 2)


def _values(line: Line, measures: Sequence[Measure], *, of_all: bool = False) -> list[Value]:
    cells = line.total if of_all else line.total[1:]
    return [number(cell, measure) for cell, measure in zip(cells, measures, strict=True)]


def _head(measure: Measure) -> Head:
    unit = f", {measure.unit}" if measure.unit and measure.how is not How.SHARE else ""
    return Head(f"{measure.title}{unit}", KINDS.get(measure.how, Kind.NUMBER))


def _count(line: Line) -> int:
    return int(line.total[0].value or 0)
