"""What a slice asks for, and its question as SQL, the same for PostgreSQL and DuckDB."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from mcu.analytics.rules import dimensions, measures
from mcu.analytics.rules.dimensions import Dimension
from mcu.analytics.rules.measures import Measure
from mcu.analytics.rules.summary import Period
from mcu.core.errors import RuleViolation

MOST_MEASURES, MOST_ORDERED, MOST_TOP = 12, 800, 200
TOP, TOP_ACROSS = 20, 12
UNDER = "topic_under"  # a filter by a group means all that is under it
MOST_CELLS = 20_000
Mark = Callable[[str], str]


class Basis(StrEnum):
    """By which day a case belongs to the period."""

    RECEIVED = "received"
    CLOSED = "closed"
    DUE = "due"


BASES = {Basis.RECEIVED: "дате получения", Basis.CLOSED: "дате закрытия", Basis.DUE: "сроку ответа"}
DAYS = {Basis.RECEIVED: "day", Basis.CLOSED: "closed_day", Basis.DUE: "due_day"}
COMPARED = {"": "не сравнивать", "before": "с предыдущим периодом", "year": "с прошлым годом"}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose cases are counted: always one municipality, inside it all or one's own."""

    municipality: int
    population: int = 0
    everything: bool = True
    bodies: frozenset[int] = frozenset()
    blocks: frozenset[int] = frozenset()
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows × columns × measures × filters × period; codes of the catalogues."""

    period: Period
    rows: str = "topic_group"
    columns: str = ""
    measures: tuple[str, ...] = measures.USUAL
    filters: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    basis: Basis = Basis.RECEIVED
    top: int = TOP
    compared: str = ""

    @property
    def row(self) -> Dimension:
        return _known(dimensions.BY_CODE, self.rows, "разреза")

    @property
    def column(self) -> Dimension | None:
        return _known(dimensions.BY_CODE, self.columns, "разреза") if self.columns else None

    @property
    def counted(self) -> list[Measure]:
        return [_known(measures.BY_CODE, code, "показателя") for code in self.measures]

    @property
    def before(self) -> "Slice | None":
        """The same of the period to compare with."""
        period = compared_period(self.period, self.compared)
        return replace(self, period=period, columns="", compared="") if period else None


def checked(chosen: Slice) -> Slice:
    """The slice when it can be counted; RuleViolation in words when not."""
    if not chosen.counted:
        raise RuleViolation("Не выбран ни один показатель. Отметьте хотя бы один.")
    if len(chosen.measures) > MOST_MEASURES:
        raise RuleViolation(f"Показателей не больше {MOST_MEASURES} за раз. Снимите лишние.")
    if chosen.row is chosen.column:
        raise RuleViolation("Строки и столбцы — один и тот же разрез. Выберите разные.")
    if not 1 <= chosen.top <= MOST_TOP:
        raise RuleViolation(f"Строк можно показать от 1 до {MOST_TOP}.")
    for code, _ in chosen.filters:
        if code != UNDER:
            _known(dimensions.BY_CODE, code, "разреза")
    return chosen


def compared_period(period: Period, how: str) -> Period | None:
    if how == "before":
        return period.before
    if how == "year":
        return Period(_year_ago(period.since), _year_ago(period.until))
    return None


@dataclass(frozen=True, slots=True)
class Kept:
    """The values shown by themselves; None: all of them. Missing values are shown when `missing`."""

    values: tuple[Any, ...] | None = None
    missing: bool = True


ALL = Kept()


@dataclass(frozen=True, slots=True)
class Question:
    """SQL with named parameters over one relation `fact`."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Writer:
    """Collects the parameters while the text is written."""

    chosen: Slice
    whose: Whose
    now: datetime
    today: date
    mark: Mark
    params: dict[str, Any] = field(default_factory=dict)

    def given(self, name: str, value: Any, kind: str = "") -> str:
        self.params[name] = value
        marked = self.mark(name)
        return f"CAST({marked} AS {kind})" if kind else marked

    def filled(self, text: str) -> str:
        """An expression of a catalogue with what it asks of the moment and the place."""
        words = {"{day}": lambda: DAYS[self.chosen.basis]}
        words["{now}"] = lambda: self.given("now", self.now, "timestamp")
        words["{today}"] = lambda: self.given("today", self.today, "date")
        words["{population}"] = lambda: self.given("population", self.whose.population, "float8")
        for word, fill in words.items():
            if word in text:
                text = text.replace(word, fill())
        return text

    def where(self) -> str:
        day, period = DAYS[self.chosen.basis], self.chosen.period
        parts = [
            f"municipality_id = {self.given('place', self.whose.municipality)}",
            f"{day} >= {self.given('since', period.since, 'date')}",
            f"{day} <= {self.given('until', period.until, 'date')}",
            *self._scope(),
        ]
        for number, (code, values) in enumerate(self.chosen.filters):
            parts.append(self._filter(number, code, values))
        return " AND ".join(parts)

    def _scope(self) -> list[str]:
        if self.whose.everything:
            return []
        parts = [
            self._any("body_id", sorted(self.whose.bodies), "mine_body"),
            self._any("block_id", sorted(self.whose.blocks), "mine_block"),
        ]
        if self.whose.person is not None:
            parts.append(f"executor_id = {self.given('person', self.whose.person)}")
        return [f"({' OR '.join(parts)})"]

    def _filter(self, number: int, code: str, values: tuple[Any, ...]) -> str:
        said = [value for value in values if value is not None]
        if code == UNDER:
            any_level = ("topic", "topic_group", "topic_second")
            parts = [self._any(column, said, f"f{number}") for column in any_level]
        else:
            parts = [self._any(self.sql_of(code), said, f"f{number}")]
        if None in values:
            column = "topic" if code == UNDER else self.sql_of(code)
            parts.append(f"{column} IS NULL")
        return f"({' OR '.join(parts)})"

    def _any(self, column: str, values: Iterable[Any], name: str) -> str:
        marks = [self.given(f"{name}_{n}", value) for n, value in enumerate(values)]
        return f"{column} IN ({', '.join(marks)})" if marks else "false"

    def sql_of(self, code: str) -> str:
        return self.filled(dimensions.BY_CODE[code].sql)

    def cut(self, code: str, kept: Kept, name: str) -> list[str]:
        """The value of a dimension and whether it went into «остальные»."""
        sql = self.sql_of(code)
        if kept.values is None:
            return [f"{sql} AS {name}", f"false AS {name}_rest"]
        inside = self._any(sql, kept.values, f"kept_{name}")
        if kept.missing:
            inside = f"({inside} OR {sql} IS NULL)"
        rest = f"NOT coalesce({inside}, false)"
        return [f"CASE WHEN {inside} THEN {sql} END AS {name}", f"{rest} AS {name}_rest"]


def question(
    chosen: Slice, whose: Whose, now: datetime, today: date, mark: Mark,
    rows: Kept = ALL, columns: Kept = ALL,
) -> Question:  # fmt: skip
    """Every cell with the totals of rows, of columns and of all.

    Columns of the answer: r, r_rest, c, c_rest, is_total_of_rows, is_total_of_columns, then the value
    and the base of each measure.
    """
    writer = _Writer(chosen, whose, now, today, mark)
    cuts = writer.cut(chosen.rows, rows, "r")
    sets = "(r, r_rest), ()"
    totals, keys = "grouping(r), 1", "r, r_rest, NULL, NULL"
    if chosen.columns:
        cuts += writer.cut(chosen.columns, columns, "c")
        sets = "(r, r_rest, c, c_rest), (r, r_rest), (c, c_rest), ()"
        totals, keys = "grouping(r), grouping(c)", "r, r_rest, c, c_rest"
    values = [
        f"{writer.filled(sql)} AS {name}{number}"
        for number, measure in enumerate(chosen.counted)
        for name, sql in (("v", measure.sql), ("b", measure.base))
    ]
    sql = (
        f"SELECT {keys}, {totals}, {', '.join(values)} FROM ("
        f"SELECT *, {', '.join(cuts)} FROM fact WHERE {writer.where()}) AS cut"
        f" GROUP BY GROUPING SETS ({sets}) LIMIT {MOST_CELLS + 1}"
    )
    return Question(sql, writer.params)


def behind(
    chosen: Slice, measure: Measure, whose: Whose, now: datetime, today: date, mark: Mark,
    limit: int, offset: int = 0,
) -> Question:  # fmt: skip
    """The cases behind a number, the newest first; with each how many there are."""
    writer = _Writer(chosen, whose, now, today, mark)
    sql = (
        f"SELECT case_id, count(*) OVER () FROM fact WHERE {writer.where()}"
        f" AND {writer.filled(measure.behind)} ORDER BY received_at DESC, case_id DESC"
        f" LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    return Question(sql, writer.params)


def judged(
    chosen: Slice, measure: Measure, whose: Whose, now: datetime, today: date, mark: Mark,
    limit: int, offset: int = 0,
) -> Question:  # fmt: skip
    """Every case a share or a mean stands on with what it adds, the worst first, and how many."""
    writer = _Writer(chosen, whose, now, today, mark)
    value = measure.value or f"CASE WHEN {measure.when} THEN 100.0 ELSE 0.0 END"
    order = "DESC" if measure.good < 0 else "ASC"
    sql = (
        f"SELECT case_id, value, count(*) OVER () FROM (SELECT case_id, received_at,"
        f" {writer.filled(value)} AS value FROM fact WHERE {writer.where()}"
        f" AND {writer.filled(measure.of)}) AS judged WHERE value IS NOT NULL"
        f" ORDER BY value {order}, received_at DESC, case_id DESC LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    return Question(sql, writer.params)


def counts_by(
    chosen: Slice, cuts: Iterable[str], whose: Whose, now: datetime, today: date, mark: Mark,
) -> Question:  # fmt: skip
    """How many cases of the slice by each combination of the cuts; rows and columns of it are not asked."""
    writer = _Writer(chosen, whose, now, today, mark)
    columns = [writer.sql_of(code) for code in cuts]
    numbers = ", ".join(str(number) for number in range(1, len(columns) + 1))
    sql = f"SELECT {', '.join([*columns, 'count(*)'])} FROM fact WHERE {writer.where()}"
    return Question(f"{sql} GROUP BY {numbers}", writer.params)


def read_filter(code: str, text: str) -> tuple[str, tuple[Any, ...]]:
    """«channel», «pos,vk»: values of a dimension as they are written in an address."""
    return code, tuple(_value(code, one.strip()) for one in text.split(","))


def narrowed(chosen: Slice, code: str, text: str) -> Slice:
    """The slice of one row or one column only."""
    return replace(chosen, filters=(*chosen.filters, (code, (_value(code, text),))))


def _value(code: str, text: str) -> Any:
    dimension = _known(dimensions.BY_CODE, code, "разреза")
    try:
        return dimension.read(text)
    except (ValueError, KeyError) as wrong:
        raise RuleViolation(f"«{text[:60]}» — не значение разреза «{dimension.title}».") from wrong


def _year_ago(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _known(catalogue: Mapping[str, Any], code: str, what: str) -> Any:
    found = catalogue.get(code)
    if found is None:
        raise RuleViolation(f"Такого {what} нет: «{code[:40]}». Выберите из списка.")
    return found
