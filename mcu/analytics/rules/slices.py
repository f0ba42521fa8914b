"""What a slice asks for: rows × columns × measures × filters × period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from mcu.analytics.rules import dimensions, measures, tables
from mcu.analytics.rules.dimensions import Dimension
from mcu.analytics.rules.measures import Measure
from mcu.analytics.rules.summary import Period
from mcu.core.errors import RuleViolation

MOST_MEASURES, MOST_ORDERED, MOST_TOP = 12, 800, 200
TOP, TOP_ACROSS = 20, 12
UNDER = "topic_under"  # a filter by a group means all that is under it
MOST_CELLS = 20_000


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
    """Whose cases are counted: one municipality, inside it all or one's own.

    Without a municipality all that the mart holds; nobody's page asks so.
    """

    municipality: int | None
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
    narrowed_by = ("topic" if code == UNDER else code for code, _ in chosen.filters)
    cuts = {chosen.rows, chosen.columns, *narrowed_by} - {""}
    for cut in (_known(dimensions.BY_CODE, code, "разреза") for code in sorted(cuts)):
        for measure in chosen.counted:
            if not has(measure.table, cut):
                raise RuleViolation(_not_of(cut, measure))
    return chosen


def has(table: str, cut: Dimension) -> bool:
    """Whether the facts of a table can be cut so."""
    facts = tables.BY_CODE[table]
    if not cut.raw:
        return cut.code in facts.bits
    return "{" in cut.raw or cut.raw in facts.names


def table_of(cuts: Iterable[str]) -> str:
    """The first table whose facts have all these dimensions."""
    known = [dimensions.BY_CODE[code] for code in cuts if code in dimensions.BY_CODE]
    found = (one.code for one in tables.CATALOGUE if all(has(one.code, cut) for cut in known))
    return next(found, tables.OF_CASE)


def _not_of(cut: Dimension, measure: Measure) -> str:
    counted = [f"«{one.title}»" for one in measures.CATALOGUE if has(one.table, cut)]
    return (
        f"Показатель «{measure.title}» по разрезу «{cut.title}» не считается. Снимите его или выберите "
        f"другой разрез. По этому считаются: {', '.join(counted[:4])}."
    )


def compared_period(period: Period, how: str) -> Period | None:
    if how == "before":
        return period.before
    if how == "year":
        return Period(_year_ago(period.since), _year_ago(period.until))
    return None


@dataclass(frozen=True, slots=True)
class Kept:
    """The values shown by themselves; None: all of them. Missing values are shown when `missing`.

    `others` are those known to go into «остальные».
    """

    values: tuple[Any, ...] | None = None
    missing: bool = True
    others: tuple[Any, ...] = ()


ALL = Kept()


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
