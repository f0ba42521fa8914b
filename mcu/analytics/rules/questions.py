"""A slice as SQL, the same for PostgreSQL, DuckDB and ClickHouse.

In two steps. The facts are grouped once into cells: by the two dimensions and by the marks the measures
speak of. All the rest — conditions, totals, «остальные» — is asked of the cells, which are few. For a
median the cells hold how often each value occurs, so that it is exact in every total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from mcu.analytics.rules import dimensions
from mcu.analytics.rules.dialects import Dialect
from mcu.analytics.rules.dimensions import Dimension
from mcu.analytics.rules.facts import MOMENTS, VALUES, mask
from mcu.analytics.rules.measures import How, Measure
from mcu.analytics.rules.slices import (
    ALL,
    DAYS,
    MOST_CELLS,
    UNDER,
    Basis,
    Kept,
    Slice,
    Whose,
)
from mcu.analytics.rules.tables import BY_CODE, OF_CASE, Table

REST = 4_294_967_295  # the code of a value that goes into «остальные» before it is counted
NEVER = "0"  # a moment that cannot come for settled facts
NO_MAPS: Mapping[str, str] = {}
UNITS = ("year", "quarter", "month", "week")
TOPICS = ("topic", "topic_group", "topic_second")


@dataclass(frozen=True, slots=True)
class Query:
    """SQL with named parameters."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and of which engine."""

    whose: Whose
    now: datetime
    today: date
    dialect: Dialect


@dataclass(slots=True)
class _Writer:
    """Collects the parameters while the text is written; `settled`: nothing in the facts depends on the
    moment any more."""

    asker: Asker
    basis: Basis
    table: Table = BY_CODE[OF_CASE]
    settled: bool = False
    params: dict[str, Any] = field(default_factory=dict)

    def given(self, name: str, value: Any, kind: str = "") -> str:
        self.params[name] = value
        marked = self.asker.dialect.mark(name, value)
        return self.asker.dialect.cast.format(mark=marked, type=kind) if kind else marked

    def among(self, column: str, values: Iterable[Any], name: str) -> str:
        known = self.asker.dialect.codes(column, list(values))
        marks = [self.given(f"{name}_{n}", value) for n, value in enumerate(known)]
        return f"{column} IN ({', '.join(marks)})" if marks else "false"

    def of_fact(self, text: str) -> str:
        """An expression of a catalogue over the columns of the fact."""
        dialect, day = self.asker.dialect, DAYS[self.basis]
        words = {"day": day, "weekday": dialect.weekday.format(day=day)}
        words |= {unit: f"CAST(date_trunc('{unit}', {day}) AS date)" for unit in UNITS}
        if self.basis is Basis.RECEIVED:  # by this day the facts are cut already
            words = {name: name for name in words}
        bits = self.table.bits.items()
        marks = {name: f"({dialect.bits('marks', bit)} <> 0)" for name, bit in bits}
        return text.format_map(words | marks | self.moments(text))

    def moments(self, text: str) -> dict[str, str]:
        asked = {name: sql for name, sql in MOMENTS.items() if f"{{{name}}}" in text}
        if self.settled:
            return dict.fromkeys(asked, "false")
        return {name: f"coalesce({self._moment(sql)}, false)" for name, sql in asked.items()}

    def value(self, name: str) -> str:
        """A column of values, or what it has become by now."""
        return name if self.settled else self._moment(VALUES.get(name, name))

    def _moment(self, sql: str) -> str:
        words = {}
        if "{now}" in sql:
            words["now"] = self.given("now", self.asker.now, "timestamp")
        if "{today}" in sql:
            words["today"] = self.given("today", self.asker.today, "date")
        if "{waited}" in sql:
            gap = self.asker.dialect.seconds
            words["waited"] = gap.format(since="received_at", until=words["now"])
            words["allowed"] = gap.format(since="received_at", until="pending_due_at")
        return sql.format_map(words)

    def stands_on(self, measure: Measure) -> str:
        """The condition of the cases a value stands on."""
        if measure.value:
            return f"({self.of_fact(measure.of)}) AND {self.value(measure.value)} IS NOT NULL"
        return f"({self.of_fact(measure.part)})"

    def where(self, chosen: Slice) -> str:
        day, period, whose = DAYS[self.basis], chosen.period, self.asker.whose
        parts = [
            f"{day} >= {self.given('since', period.since, 'date')}",
            f"{day} <= {self.given('until', period.until, 'date')}",
        ]
        if whose.municipality is not None:
            parts.insert(0, f"municipality_id = {self.given('place', whose.municipality)}")
        parts += self._scope()
        parts += [self._filter(n, *given) for n, given in enumerate(chosen.filters)]
        return " AND ".join(parts)

    def _scope(self) -> list[str]:
        whose = self.asker.whose
        if whose.everything:
            return []
        parts = [
            self.among("body_id", sorted(whose.bodies), "mine_body"),
            self.among("block_id", sorted(whose.blocks), "mine_block"),
        ]
        if whose.person is not None:
            parts.append(f"executor_id = {self.given('person', whose.person)}")
        return [f"({' OR '.join(parts)})"]

    def _filter(self, number: int, code: str, values: tuple[Any, ...]) -> str:
        said = [value for value in values if value is not None]
        columns = TOPICS if code == UNDER else (self.of_fact(dimensions.BY_CODE[code].sql),)
        parts = [self.among(column, said, f"f{number}_{n}") for n, column in enumerate(columns)]
        if None in values:
            parts.append(f"{columns[0]} IS NULL")
        return f"({' OR '.join(parts)})"


@dataclass(frozen=True)
class Counting:
    """One grouping of the facts, and the measures that are told out of it.

    Without `value` sums are enough; with it the cells hold how often each value occurs among the
    facts that are `of`.
    """

    chosen: Slice
    measures: tuple[Measure, ...]
    asker: Asker
    table: str = OF_CASE
    value: str = ""
    of: str = "true"

    @property
    def bits(self) -> Mapping[str, int]:
        return BY_CODE[self.table].bits

    def _writer(self, *, settled: bool = False) -> _Writer:
        return _Writer(self.asker, self.chosen.basis, BY_CODE[self.table], settled)

    @property
    def asks_the_moment(self) -> bool:
        return bool(self.words & MOMENTS.keys() or VALUES.keys() & {*self.means, self.value})

    @cached_property
    def cuts(self) -> list[Dimension]:
        return [self.chosen.row, *([self.chosen.column] if self.chosen.column else [])]

    @cached_property
    def words(self) -> set[str]:
        """The marks and moments by which cells are told apart."""
        shown = {word for word in self.bits if any(f"{{{word}}}" in cut.shown for cut in self.cuts)}
        counted = set().union(*(measure.words for measure in self.measures))
        return shown if self.value else shown | counted

    @cached_property
    def means(self) -> list[str]:
        if self.value:
            return []
        return sorted({one.value for one in self.measures if one.how is How.MEAN})

    def cells(
        self, source: str, maps: Mapping[str, str] = NO_MAPS, *,
        weighted: bool = False, settled: bool = False,
    ) -> Query:  # fmt: skip
        """The facts of `source` grouped; `weighted`: a fact counts `w` times, which may be −1.

        `maps`: tables that say of a value `was` of a key whether it is `kept` or is `REST`.
        `settled`: the source holds facts only that no longer depend on the moment of asking.
        """
        writer = self._writer(settled=settled)
        keys = self._keys(writer)
        for name, table in maps.items():
            source += f" LEFT JOIN {table} ON {table}.was = {keys[name]}"
            rest = f"CASE WHEN {keys[name]} IS NOT NULL THEN {REST} END"
            keys[name] = f"coalesce({table}.kept, {rest})"
        sums = ["CAST(sum(w) AS bigint) AS n" if weighted else "count(*) AS n"]
        for column in self.means:
            value = writer.value(column)
            sums += _weighed(value) if weighted else [f"sum({value})", f"count({value})"]
        named = [f"{sql} AS {name}" for name, sql in keys.items()]
        titles = [name for column in self.means for name in (f"sum_{column}", f"of_{column}")]
        sums[1:] = [f"{sql} AS {name}" for sql, name in zip(sums[1:], titles, strict=True)]
        parts = [writer.where(self.chosen)]
        if self.value:
            parts += [f"{self.value} IS NOT NULL", f"({writer.of_fact(self.of)})"]
        places = ", ".join(str(n + 1) for n, sql in enumerate(keys.values()) if sql != NEVER)
        sql = (
            f"SELECT {', '.join(named + sums)} FROM {source} WHERE {' AND '.join(parts)}"
            f" GROUP BY {places}"
        )
        return Query(sql, writer.params)

    def _keys(self, writer: _Writer) -> dict[str, str]:
        keys = {
            name: writer.of_fact(cut.raw)
            for name, cut in zip(("r0", "c0"), self.cuts, strict=False)
            if cut.raw
        }
        bits = mask(self.bits[word] for word in self.words & self.bits.keys())
        if bits:
            keys["m"] = self.asker.dialect.bits("marks", bits)
        for name in sorted(self.words & MOMENTS.keys()):
            moment = f"CASE WHEN {writer.of_fact(f'{{{name}}}')} THEN 1 ELSE 0 END"
            keys[name] = NEVER if writer.settled else moment
        return keys | ({"v": self.value} if self.value else {})

    def asked(
        self, cells: str, rows: Kept = ALL, columns: Kept = ALL, *, totals: bool = False
    ) -> Query:
        """Every cell with the totals of rows, of columns and of all; `totals`: without the cells.

        Columns: r, r_rest, c, c_rest, is_total_of_rows, is_total_of_columns; then of each measure what
        is counted and of how many.
        """
        writer = self._writer()
        cut = self._cut(writer, cells, rows, columns)
        sets, keys = self._sets(totals=totals)
        values = [
            f"sum({column}) FILTER (WHERE {self._of_cell(condition)})"
            for measure in self.measures
            for column, condition in _sums(measure)
        ]
        sql = (
            f"SELECT {keys}, {', '.join(['sum(n)', *values])} FROM ({cut}) AS cut"
            f" GROUP BY GROUPING SETS ({', '.join(f'({one})' for one in sets)})"
            f" HAVING sum(n) > 0 LIMIT {MOST_CELLS + 1}"
        )
        return Query(sql, writer.params)

    def spread(self, cells: str) -> Query:
        """How often each value occurs in each cell: columns r, c, v, n."""
        writer = self._writer()
        column = "c" if self.chosen.columns else "NULL"
        sql = (
            f"SELECT r, {column} AS c, v, CAST(sum(n) AS bigint) AS n"
            f" FROM ({self._cut(writer, cells, ALL, ALL)}) AS cut GROUP BY 1, 2, 3"
            " HAVING sum(n) > 0"
        )
        return Query(sql, writer.params)

    def _sets(self, *, totals: bool) -> tuple[list[str], str]:
        if self.chosen.columns:
            sets = ["r, r_rest, c, c_rest", "r, r_rest", "c, c_rest", ""]
            keys = "r, r_rest, c, c_rest, grouping(r) AS all_r, grouping(c) AS all_c"
            return sets[1:] if totals else sets, keys
        keys = "r, r_rest, NULL AS c, NULL AS c_rest, grouping(r) AS all_r, 1 AS all_c"
        return ["r, r_rest", ""], keys

    def _cut(self, writer: _Writer, cells: str, rows: Kept, columns: Kept) -> str:
        """The cells with the value of each dimension, and whether it went into «остальные»."""
        parts: list[str] = []
        for name, cut, kept in zip("rc", self.cuts, (rows, columns), strict=False):
            sql = self._of_cell(cut.shown.replace("{raw}", f"{name}0"))
            parts += _kept(writer, cut, sql, kept, name)
        return f"SELECT *, {', '.join(parts)} FROM {cells}"

    def _of_cell(self, text: str) -> str:
        """An expression of a catalogue over the columns of the cells."""
        dialect = self.asker.dialect
        marks = {name: f"({dialect.bits('m', bit)} <> 0)" for name, bit in self.bits.items()}
        return text.format_map(marks | {name: f"({name} = 1)" for name in MOMENTS})


def _kept(writer: _Writer, cut: Dimension, sql: str, kept: Kept, name: str) -> list[str]:
    if kept.values is None:
        return [f"{sql} AS {name}", f"false AS {name}_rest"]
    known = writer.asker.dialect.codes(cut.raw, list(kept.values))
    marks = [writer.given(f"kept_{name}_{n}", value) for n, value in enumerate(known)]
    inside = f"{sql} IN ({', '.join(marks)})" if marks else "false"
    if kept.missing:
        inside = f"({inside} OR {sql} IS NULL)"
    rest = f"NOT coalesce({inside}, false)"
    return [f"CASE WHEN {inside} THEN {sql} END AS {name}", f"{rest} AS {name}_rest"]


def _weighed(column: str) -> list[str]:
    counted = f"sum(CASE WHEN {column} IS NOT NULL THEN w ELSE 0 END)"
    return [f"CAST(sum(w * {column}) AS bigint)", f"CAST({counted} AS bigint)"]


def _sums(measure: Measure) -> list[tuple[str, str]]:
    """The columns of the cells, and under which conditions, that tell a measure."""
    if measure.value:
        return [(f"sum_{measure.value}", measure.of), (f"of_{measure.value}", measure.of)]
    return [("n", measure.part), ("n", measure.of)]


def countings(chosen: Slice, asker: Asker) -> list[Counting]:
    """The groupings a slice takes: of each table one for all sums, which comes first, one for each
    column whose middle is asked for."""
    several: dict[tuple[str, ...], tuple[Measure, ...]] = {}
    several[chosen.counted[0].table,] = ()  # rows there are, though no value may be in them
    for one in chosen.counted:
        key = (one.table, one.value, one.of) if one.tenths else (one.table,)
        several[key] = (*several.get(key, ()), one)
    return [Counting(chosen, found, asker, *key) for key, found in several.items()]


def behind(
    chosen: Slice, measure: Measure, asker: Asker, source: str, limit: int, offset: int = 0
) -> Query:
    """The cases behind a number, the newest first; with each how many there are."""
    writer = _Writer(asker, chosen.basis, BY_CODE[measure.table])
    sql = (
        f"SELECT case_id, count(*) OVER () FROM (SELECT case_id, received_at FROM {source}"
        f" WHERE {writer.where(chosen)} AND {writer.stands_on(measure)}"
        f" GROUP BY case_id, received_at) AS behind ORDER BY received_at DESC, case_id DESC"
        f" LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    return Query(sql, writer.params)


def judged(
    chosen: Slice, measure: Measure, asker: Asker, source: str, limit: int, offset: int = 0
) -> Query:
    """Every case a share or a mean stands on with what it adds, the worst first, and how many."""
    writer = _Writer(asker, chosen.basis, BY_CODE[measure.table])
    value = f"CASE WHEN {writer.of_fact(measure.when)} THEN 100 ELSE 0 END"
    if measure.value:
        value = writer.value(measure.value)
    worst, order = ("max", "DESC") if measure.good < 0 else ("min", "ASC")
    sql = (
        "SELECT case_id, value, count(*) OVER () FROM (SELECT case_id, received_at,"
        f" {worst}({value}) AS value FROM {source} WHERE {writer.where(chosen)}"
        f" AND ({writer.of_fact(measure.of)}) GROUP BY case_id, received_at) AS judged"
        f" WHERE value IS NOT NULL ORDER BY value {order}, received_at DESC, case_id DESC"
        f" LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    return Query(sql, writer.params)


def counts_by(chosen: Slice, cuts: Iterable[Dimension], asker: Asker, source: str) -> Query:
    """How many cases of the slice by each combination of the cuts; rows and columns of it are not asked."""
    writer = _Writer(asker, chosen.basis)
    columns = [writer.of_fact(cut.sql) for cut in cuts]
    numbers = ", ".join(str(number) for number in range(1, len(columns) + 1))
    sql = f"SELECT {', '.join([*columns, 'count(*)'])} FROM {source} WHERE {writer.where(chosen)}"
    return Query(f"{sql} GROUP BY {numbers}", writer.params)
