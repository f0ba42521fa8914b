"""The facts are kept in ClickHouse too, where the settings name one."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from mcu.analytics.queries.clickhouse import named, table_name, table_sql, told
from mcu.analytics.rules.dialects import CLICKHOUSE
from mcu.analytics.rules.tables import CASES, CATALOGUE, Table

__all__ = ["named", "replace_all", "replace_some"]
IN_A_REQUEST = 5_000


def replace_all(exports: Mapping[str, Path]) -> None:
    """All facts in the place of those that were: readers meet the one table or the other."""
    for table in CATALOGUE:
        name = table_name(table)
        for sql in (f"DROP TABLE IF EXISTS {name}_next", table_sql(f"{name}_next", table.columns)):
            _do(sql)
        _told(table, exports[table.code], f"{name}_next", f"{table_name(CASES)}_next")
    for table in CATALOGUE:
        name = table_name(table)
        _do(f"CREATE TABLE IF NOT EXISTS {name} AS {name}_next")
        _do(f"EXCHANGE TABLES {name} AND {name}_next")
    for table in CATALOGUE:
        _do(f"DROP TABLE {table_name(table)}_next")


def replace_some(exports: Mapping[str, Path], changed: Iterable[int]) -> None:
    """Facts of the changed cases; a deleted case has none any more."""
    keys = [str(key) for key in sorted(changed)]
    for table in CATALOGUE:
        name = table_name(table)
        for first in range(0, len(keys), IN_A_REQUEST):
            some = ", ".join(keys[first : first + IN_A_REQUEST])
            _do(f"ALTER TABLE {name} DELETE WHERE case_id IN ({some}) SETTINGS mutations_sync = 1")
        _told(table, exports[table.code], name, table_name(CASES))


def _told(table: Table, export: Path, target: str, cases: str) -> None:
    """The rows of an export, with the columns of their cases where they are not cases."""
    if not table.carries:
        _insert(target, export)
        return
    _do("DROP TABLE IF EXISTS fact_own")
    _do(table_sql("fact_own", table.own))
    _insert("fact_own", export)
    _do(f"INSERT INTO {target} {table.joined('fact_own', cases, CLICKHOUSE, 'Int64')}")
    _do("DROP TABLE fact_own")


def _do(sql: str) -> None:
    told({}, sql.encode())


def _insert(table: str, export: Path) -> None:
    if export.stat().st_size:
        with export.open("rb") as rows:
            told({"query": f"INSERT INTO {table} FORMAT CSV"}, rows)
