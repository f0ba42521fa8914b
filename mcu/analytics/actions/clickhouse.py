"""The facts are kept in ClickHouse too, where the settings name one."""

from collections.abc import Iterable
from pathlib import Path

from mcu.analytics.queries.clickhouse import named, table_sql, told

__all__ = ["named", "replace_all", "replace_some"]
IN_A_REQUEST = 5_000


def replace_all(export: Path) -> None:
    """All facts in the place of those that were: readers meet the one table or the other."""
    for sql in ("DROP TABLE IF EXISTS fact_next", table_sql("fact_next")):
        _do(sql)
    _insert("fact_next", export)
    _do("CREATE TABLE IF NOT EXISTS fact AS fact_next")
    _do("EXCHANGE TABLES fact AND fact_next")
    _do("DROP TABLE fact_next")


def replace_some(export: Path, changed: Iterable[int]) -> None:
    """Facts of the changed cases; a deleted case has none any more."""
    keys = [str(key) for key in sorted(changed)]
    for first in range(0, len(keys), IN_A_REQUEST):
        some = ", ".join(keys[first : first + IN_A_REQUEST])
        _do(f"ALTER TABLE fact DELETE WHERE case_id IN ({some}) SETTINGS mutations_sync = 1")
    _insert("fact", export)


def _do(sql: str) -> None:
    told({}, sql.encode())


def _insert(table: str, export: Path) -> None:
    if export.stat().st_size:
        with export.open("rb") as rows:
            told({"query": f"INSERT INTO {table} FORMAT CSV"}, rows)
