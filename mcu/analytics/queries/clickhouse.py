"""The same slices asked of ClickHouse: one table `fact`, questions over its HTTP interface."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from mcu.analytics.queries.mart import Rows
from mcu.analytics.queries.sources import Engine
from mcu.analytics.rules.dialects import CLICKHOUSE
from mcu.analytics.rules.facts import Fact
from mcu.analytics.rules.questions import Query
from mcu.analytics.rules.slices import Whose
from mcu.analytics.rules.tables import BY_CODE, OF_CASE, Table
from mcu.clients.failure import Failure
from mcu.clients.web import Service
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality

# SQL with parameters in, the answer in the format JSONCompact out.
Send = Callable[[str, Mapping[str, str]], Mapping[str, Any]]
TYPES = {
    "bigint": "Int64", "integer": "Int32", "date": "Date32", "timestamp": "DateTime64(6)",
    "varchar": "String",
}  # fmt: skip
KEYS = ("municipality_id", "day", "case_id")
# What is gathered by GROUPING SETS is NULL elsewhere, a name of the answer is never taken for a column.
SETTINGS = " SETTINGS group_by_use_nulls = 1, prefer_column_name_to_alias = 1"
SILENT = (
    "Хранилище аналитики (MCU_ANALYTICS_URL) не ответило. Повторите через минуту; если не поможет, "
    "администратор выполнит mcu mart rebuild."
)
LONGEST, LARGEST = 600, 64 * 2**20  # seconds, bytes


def named() -> bool:
    return bool(settings.MCU_ANALYTICS_URL)


def send(sql: str, params: Mapping[str, str]) -> Mapping[str, Any]:
    """A question to the server of the settings and its answer."""
    given = {f"param_{name}": value for name, value in params.items()}
    found = told(given | {"default_format": "JSONCompact"}, sql.encode())
    return dict(json.loads(found))


def told(params: Mapping[str, str], body: Any) -> bytes:
    """One request; RuleViolation when the server is silent or refuses."""
    where = urlsplit(settings.MCU_ANALYTICS_URL)
    base = f"{where.scheme}://{where.netloc}"
    database = {"database": where.path.strip("/") or "default"}
    try:
        with Service(base, timeout=LONGEST) as service:
            answer = service.ask(
                "POST", "/", params=database | dict(params), content=body, largest=LARGEST
            )
    except Failure as silent:
        raise RuleViolation(SILENT) from silent
    if not answer.ok:
        raise RuleViolation(SILENT)
    return answer.body


class ClickHouse(Engine):
    """A slice asked of a ClickHouse; `send` takes the question there."""

    dialect = CLICKHOUSE
    from_mart = True

    def __init__(self, place: Municipality, scope: Whose, as_of: datetime, send: Send) -> None:
        super().__init__(place, scope, as_of)
        self.send = send

    def facts(self, table: str = OF_CASE) -> str:
        return table_name(BY_CODE[table])

    def listed(self, query: Query) -> Rows:
        given = {name: _written(value) for name, value in query.params.items()}
        answer = self.send(query.sql + SETTINGS, given)
        kinds = [column["type"] for column in answer["meta"]]
        return [tuple(map(_read, kinds, row)) for row in answer["data"]]


def table_name(table: Table) -> str:
    return "fact" if table.code == OF_CASE else f"fact_{table.code}"


def table_sql(name: str, facts: tuple[Fact, ...]) -> str:
    """CREATE TABLE of facts, ordered as they are asked."""
    keys = [key for key in KEYS if any(fact.name == key for fact in facts)]
    columns = ", ".join(
        f"{fact.name} {TYPES[fact.type] if fact.name in keys else f'Nullable({TYPES[fact.type]})'}"
        for fact in facts
    )
    return f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY ({', '.join(keys)})"


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(kind: str, value: Any) -> Any:
    if value is None or "String" in kind:
        return value
    if "Date" in kind:
        return date.fromisoformat(value)
    return value if "Bool" in kind else int(value)
