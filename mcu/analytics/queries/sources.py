"""Who counts a slice: the mart, or PostgreSQL while there is none; both give the same cells."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.fact_rows import NOT_COMPILED, calendars, rows_sql
from mcu.analytics.queries.mart import Rows
from mcu.analytics.rules import slices
from mcu.analytics.rules.dialects import POSTGRES
from mcu.analytics.rules.dimensions import Dimension
from mcu.analytics.rules.facts import MOMENTS, VALUES
from mcu.analytics.rules.measures import How, Measure
from mcu.analytics.rules.middles import Key, Spread, axis, middles
from mcu.analytics.rules.questions import Asker, Counting, Query, countings
from mcu.analytics.rules.slices import ALL, MOST_CELLS, MOST_ORDERED, Kept, Slice, Whose
from mcu.analytics.rules.summary import rounded
from mcu.analytics.rules.tables import CATALOGUE, OF_CASE
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.org.queries import zone

WIDE = 4_000  # cells
FEWEST = 10  # a share or a median over fewer tells of somebody in particular
FACTS = {table.code: f"({rows_sql(table)}) AS fact" for table in CATALOGUE}
Place = tuple[Key, Key, bool, bool]  # of the row and of the column; whether it totals rows, columns


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and from how many cases it was counted; `heat` 0–4 is its place among its like."""

    value: float | None
    base: int
    heat: int = 0


@dataclass(slots=True)
class Cells:
    """The answer as it came: cells and totals by key."""

    cells: dict[tuple[Key, Key], list[Cell]] = field(default_factory=dict)
    rows: dict[Key, list[Cell]] = field(default_factory=dict)
    columns: dict[Key, list[Cell]] = field(default_factory=dict)
    total: list[Cell] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.cells) + len(self.rows) + len(self.columns)

    def protected(self, chosen: Slice) -> "Cells":
        measures = chosen.counted

        def hidden(cells: list[Cell]) -> list[Cell]:
            return [_protected(*pair) for pair in zip(cells, measures, strict=True)]

        return Cells(
            {key: hidden(cells) for key, cells in self.cells.items()},
            {key: hidden(cells) for key, cells in self.rows.items()},
            {key: hidden(cells) for key, cells in self.columns.items()},
            hidden(self.total),
        )


class Source(ABC):
    """Who is asked, and about which moment."""

    dialect = POSTGRES
    from_mart = False

    def __init__(self, place: Municipality, scope: Whose, as_of: datetime) -> None:
        self.place, self.scope, self.as_of = place, scope, as_of

    @property
    def asker(self) -> Asker:
        moment = self.as_of.astimezone(UTC).replace(tzinfo=None)
        today = timezone.localdate(self.as_of, timezone=zone(self.place))
        return Asker(self.scope, moment, today, self.dialect)

    @abstractmethod
    def counted(self, counting: Counting, rows: Kept, columns: Kept, *, totals: bool) -> Rows: ...

    def said(self, cut: Dimension, value: Any) -> Any:
        """A value of the facts in the words of its dimension."""
        return value

    @abstractmethod
    def facts(self, table: str = OF_CASE) -> str:
        """The rows of a table of facts, each once."""

    @abstractmethod
    def listed(self, query: Query) -> Rows: ...

    @abstractmethod
    def spread(self, counting: Counting, rows: Kept, columns: Kept) -> Spread:
        """How often each value occurs in each cell; what is not kept may be one already."""

    def is_wide(self, chosen: Slice) -> bool:
        """Whether it has so many cells that they are better not listed one by one."""
        return False

    def sliced(self, chosen: Slice) -> tuple[Kept, Cells]:
        return _gathered(self, chosen)

    def cells(
        self, chosen: Slice, rows: Kept = ALL, columns: Kept = ALL, *, totals: bool = False,
        first_only: bool = False,
    ) -> Cells:  # fmt: skip
        """`totals`: without the cells; `first_only`: middles only where the first measure is one."""
        found: dict[Place, dict[str, Cell]] = {}
        for counting in countings(chosen, self.asker):
            if not counting.value:
                told = _sums(
                    counting, self.counted(counting, rows, columns, totals=totals), self.scope
                )
            elif first_only and chosen.counted[0] not in counting.measures:
                continue
            else:
                spread = self.spread(counting, rows, columns)
                told = _middles(counting, spread, rows, columns, totals=totals)
            for where, cells in told:
                found.setdefault(where, {}).update(cells)
        return _sorted(found, chosen)


class Engine(Source):
    """A database that takes the whole question at once."""

    def counted(self, counting: Counting, rows: Kept, columns: Kept, *, totals: bool) -> Rows:
        cells = counting.cells(self.facts(counting.table))
        asked = counting.asked(f"({cells.sql}) AS cell", rows, columns, totals=totals)
        return self.listed(Query(asked.sql, {**cells.params, **asked.params}))

    def spread(self, counting: Counting, rows: Kept, columns: Kept) -> Spread:
        cells = counting.cells(self.facts(counting.table))
        asked = counting.spread(f"({cells.sql}) AS cell")
        found = self.listed(Query(asked.sql, {**cells.params, **asked.params}))
        r, c, value, times = zip(*found, strict=True) if found else ((), (), (), ())
        across = axis(np.array(c, dtype=object)) if counting.chosen.columns else None
        return Spread(
            axis(np.array(r, dtype=object)), across, np.array(value, int), np.array(times, int)
        )


class Postgres(Engine):
    """The database itself, while there is no mart."""

    def facts(self, table: str = OF_CASE) -> str:
        return FACTS[table]

    def listed(self, query: Query) -> Rows:
        given = {**query.params, **calendars([self.place])}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(NOT_COMPILED)
            cursor.execute(query.sql, given)
            return cursor.fetchall()


class Mart(Source):
    from_mart = True

    def __init__(self, place: Municipality, scope: Whose, reader: mart.Reader) -> None:
        super().__init__(place, scope, reader.manifest.as_of)
        self.reader, self.dialect = reader, mart.dialect(reader.manifest)
        self.words = mart.words(reader.manifest)

    def counted(self, counting: Counting, rows: Kept, columns: Kept, *, totals: bool) -> Rows:
        return self.reader.counted(counting, rows, columns, totals=totals)

    def spread(self, counting: Counting, rows: Kept, columns: Kept) -> Spread:
        return self.reader.spread(counting, rows, columns)

    def is_wide(self, chosen: Slice) -> bool:
        first, *_ = countings(chosen, self.asker)
        return self.reader.size(first) > WIDE

    def sliced(self, chosen: Slice) -> tuple[Kept, Cells]:
        """What was counted of these parts for the same reader is not counted again."""
        spoken = set().union(*(one.words | {one.value} for one in chosen.counted))
        timeless = not spoken & (MOMENTS.keys() | VALUES.keys())
        key = chosen, self.scope, None if timeless else self.as_of
        found = mart.remembered(self.reader.manifest, key, lambda: _gathered(self, chosen))
        return cast("tuple[Kept, Cells]", found)

    def said(self, cut: Dimension, value: Any) -> Any:
        return self.words.text(cut.raw, value)

    def facts(self, table: str = OF_CASE) -> str:
        return mart.current(self.reader.manifest, table)

    def listed(self, query: Query) -> Rows:
        return self.reader.listed(query)


def _gathered(source: Source, chosen: Slice) -> tuple[Kept, Cells]:
    """Every cell, the small rows and columns gathered; which rows stand by themselves."""
    wide = source.is_wide(chosen)
    found = source.cells(chosen, totals=wide, first_only=True)
    if not wide and found.size >= MOST_CELLS:
        wide, found = True, source.cells(chosen, totals=True, first_only=True)
    rows, columns = _kept_of(chosen, found.rows, found.columns)
    whole = not wide and rows.values is None and columns.values is None
    if not whole or any(one.tenths for one in chosen.counted[1:]):
        found = source.cells(chosen, rows, columns)
    return rows, bounded(found)


def _kept_of(
    chosen: Slice, rows: Mapping[Key, list[Cell]], columns: Mapping[Key, list[Cell]]
) -> tuple[Kept, Kept]:
    across = _kept(chosen.column, columns, slices.TOP_ACROSS) if chosen.column else Kept()
    return _kept(chosen.row, rows, chosen.top), across


def bounded(found: Cells) -> Cells:
    if found.size >= MOST_CELLS:
        raise RuleViolation(
            "Срез слишком подробный: больше двадцати тысяч клеток. Возьмите разрез крупнее, "
            "сократите период или добавьте отбор."
        )
    return found


def _sums(counting: Counting, found: Rows, scope: Whose) -> Iterator[tuple[Place, dict[str, Cell]]]:
    """The values of the measures that sums are enough for, by where they stand."""
    for r, r_rest, c, c_rest, all_rows, all_columns, _, *values in found:
        where = (r, bool(r_rest)), (c, bool(c_rest)), bool(all_rows), bool(all_columns)
        numbers = [int(value or 0) for value in values]
        pairs = zip(counting.measures, numbers[::2], numbers[1::2], strict=True)
        yield (
            where,
            {
                one.code: Cell(one.told(part, base, scope.population), base)
                for one, part, base in pairs
            },
        )


def _middles(
    counting: Counting, spread: Spread, rows: Kept, columns: Kept, *, totals: bool
) -> Iterator[tuple[Place, dict[str, Cell]]]:
    tenths = {one.tenths for one in counting.measures}
    every = middles(spread, tenths, rows, columns, totals=totals)
    for row, column, all_rows, all_columns, found in every:
        yield (
            (row, column, all_rows, all_columns),
            {
                one.code: Cell(one.between(*found.ends[one.tenths], found.whole), found.whole)
                for one in counting.measures
            },
        )


def _sorted(found: Mapping[Place, Mapping[str, Cell]], chosen: Slice) -> Cells:
    nothing = {one.code: Cell(0.0 if one.how is How.COUNT else None, 0) for one in chosen.counted}
    answer = Cells(total=list(nothing.values()))
    for (row, column, all_rows, all_columns), known in found.items():
        cells = [known.get(one.code, nothing[one.code]) for one in chosen.counted]
        if all_rows and all_columns:
            answer.total = cells
        elif all_columns:
            answer.rows[row] = cells
        elif all_rows:
            answer.columns[column] = cells
        else:
            answer.cells[row, column] = cells
    return answer


def _kept(dimension: Dimension, totals: Mapping[Key, list[Cell]], most: int) -> Kept:
    """All values where they have an order or are few, else the greatest by the first measure."""
    if dimension.ordered:
        if len(totals) > MOST_ORDERED:
            raise RuleViolation(
                f"«{dimension.title}»: {len(totals)} значений, это больше {MOST_ORDERED}. "
                "Возьмите период короче или шаг крупнее."
            )
        return Kept()
    if len(totals) <= most:
        return Kept()
    ordered = [value for value, _ in sorted(totals, key=lambda key: order_of(key, totals[key]))]
    first, others = ordered[:most], ordered[most:]
    said = tuple(value for value in first if value is not None)
    return Kept(said, None in first, tuple(value for value in others if value is not None))


def order_of(key: Key, cells: list[Cell]) -> tuple[bool, float, str]:
    """The greatest first, «остальные» last."""
    first = cells[0].value
    return key[1], -(first if first is not None else float("-inf")), str(key[0])


def _protected(cell: Cell, measure: Measure) -> Cell:
    base = rounded(cell.base)
    if cell.value is None:
        return Cell(None, base)
    if measure.how is How.COUNT:
        return Cell(rounded(int(cell.value)), base)
    if measure.how is How.PER_1000:
        return Cell(cell.value * base / cell.base if cell.base else 0.0, base)
    if cell.base < FEWEST:
        return Cell(None, base)
    if measure.how is How.SHARE:
        part = rounded(round(cell.value * cell.base / 100))
        return Cell(min(100.0, 100.0 * part / base), base)
    return Cell(round(cell.value, 1), base)
