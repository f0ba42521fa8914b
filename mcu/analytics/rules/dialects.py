"""In what the engines that count slices differ; all the rest of the SQL is one and the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

CLICKHOUSE_TYPES = {bool: "Bool", int: "Int64", float: "Float64", str: "String"}
Codes = Callable[[str, Sequence[Any]], Sequence[Any]]


def as_they_are(column: str, values: Sequence[Any]) -> Sequence[Any]:
    return values


@dataclass(frozen=True, slots=True)
class Dialect:
    """`mark` names a parameter, which is `cast` where the engine has to be told its type; `masked` takes
    bits out of a number; `codes` are the values as the engine keeps them in a column."""

    mark: Callable[[str, Any], str]
    masked: str = "({number} & {mask})"
    weekday: str = "CAST(extract(isodow FROM {day}) AS integer)"
    seconds: str = "extract(epoch FROM {until} - {since})"
    codes: Codes = as_they_are
    cast: str = "CAST({mark} AS {type})"

    def bits(self, number: str, mask: int) -> str:
        return self.masked.format(number=number, mask=mask)


def _clickhouse(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return f"{{{name}:DateTime64(6)}}"
    if isinstance(value, date):
        return f"{{{name}:Date32}}"
    return f"{{{name}:{CLICKHOUSE_TYPES[type(value)]}}}"


POSTGRES = Dialect(lambda name, value: f"%({name})s")
DUCKDB = Dialect(lambda name, value: f"${name}")
CLICKHOUSE = Dialect(
    _clickhouse,
    "bitAnd({number}, {mask})",
    "toDayOfWeek({day})",
    "(dateDiff('microsecond', {since}, {until}) / 1e6)",
    cast="{mark}",  # its marks have types; to a timestamp it would cut off the parts of a second
)
