"""The mart is kept up: built whole, brought up to date, compared with PostgreSQL."""

import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mcu.analytics.actions import clickhouse
from mcu.analytics.models import FactChange
from mcu.analytics.queries import fact_rows, mart
from mcu.analytics.queries.mart import Manifest, Parts
from mcu.analytics.rules.dialects import DUCKDB
from mcu.analytics.rules.facts import WIDE, Fact
from mcu.analytics.rules.tables import BY_CODE, CATALOGUE, OF_CASE, Table
from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality

LOCK = 4031
# Under so many rows all are written again; above, only what changed, until that is a twentieth.
SMALL, MOST_CHANGES, SHARE = 200_000, 40_000, 10
KEPT_SECONDS = 3600  # whoever reads old parts has finished by then
GROUP = 122_880
COMPRESSION = "uncompressed"  # codes are narrow already; unpacking would cost more than reading
SORTED = " ORDER BY municipality_id, day, case_id"
HELD = "Витрину сейчас обновляет другой процесс. Повторите через минуту."


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done: rows of the mart, cases counted anew, whether all was built."""

    rows: int
    changed: int
    whole: bool


def rebuild(*, now: datetime | None = None) -> Kept:
    """Everything is read again and published in the place of the old."""
    with claimed(LOCK, 0) as free:
        if not free:
            raise RuleViolation(HELD)
        return _rebuild(now or timezone.now())


def refresh(*, now: datetime | None = None, small: int = SMALL) -> Kept:
    """What changed since the last time is counted; without a mart all is built."""
    with claimed(LOCK, 0) as free:
        if not free:
            raise RuleViolation(HELD)
        now, known = now or timezone.now(), mart.published()
        return _refresh(known, now, small) if known else _rebuild(now)


def check() -> dict[str, int]:
    """Rows of the mart that PostgreSQL tells otherwise, has more of, or does not have; what waits.

    Read after a refresh: what was changed meanwhile is counted among them.
    """
    known = mart.published()
    if known is None:
        raise RuleViolation("Витрины ещё нет. Постройте её: mcu mart rebuild.")
    found = {"rows": known.cases.rows, "not_as_in_database": 0, "only_in_mart": 0}
    with _exported() as paths, _encoding(known) as cursor:
        sources = {code: _csv(code, path) for code, path in paths.items()}
        for table in CATALOGUE:
            _learn(cursor, table, sources[table.code])
            own = _encoded(table.own, sources[table.code])
            fresh = _whole(table, own, f"({_encoded(CATALOGUE[0].own, sources[OF_CASE])})")
            old = f"SELECT * FROM {mart.current(known, table.code)}"
            missing, more = _compared(cursor, table, old, fresh)
            found["not_as_in_database"] += missing
            found["only_in_mart"] += more
    return found | {"waiting": FactChange.objects.count()}


def _compared(cursor: Any, table: Table, old: str, fresh: str) -> tuple[int, int]:
    """How many rows the database has and the mart does not, and the other way about."""
    counted = f"SELECT *, 1 AS w FROM ({old}) UNION ALL SELECT *, -1 FROM ({fresh})"
    differ = f"SELECT sum(w) AS more FROM ({counted}) GROUP BY {', '.join(table.names)}"
    both = "coalesce(sum(-least(more, 0)), 0), coalesce(sum(greatest(more, 0)), 0)"
    missing, more = cursor.execute(f"SELECT {both} FROM ({differ})").fetchone()
    return int(missing), int(more)


@transaction.atomic
def _rebuild(now: datetime) -> Kept:
    FactChange.objects.all().delete()
    with _exported() as sources:
        if clickhouse.named():
            clickhouse.replace_all(sources)
        manifest = built({code: _csv(code, path) for code, path in sources.items()}, now)
    return Kept(manifest.cases.rows, manifest.cases.rows, whole=True)


@transaction.atomic
def _refresh(known: Manifest, now: datetime, small: int) -> Kept:
    """What is read is committed; what is not yet committed stays in the list for the next time."""
    changed = _taken()
    if not changed:
        _publish(replace(known, as_of=now))
        return Kept(known.cases.rows, 0, whole=False)
    with _exported("c.id = ANY(%(ids)s)", ids=sorted(changed)) as sources:
        if clickhouse.named():
            clickhouse.replace_some(sources, changed)
        given = {code: _csv(code, path) for code, path in sources.items()}
        changes = _with_changes(known, given, changed)
    cases = changes.cases
    if cases.rows < small or cases.changes > max(MOST_CHANGES, known.cases.rows // SHARE):
        changes = _one_base(changes, now)
    else:
        _publish(replace(changes, as_of=now))
    return Kept(cases.rows, len(changed), whole=False)


def _taken() -> set[int]:
    """The keys of the changed cases, taken off the list if the transaction ends well."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analytics_factchange RETURNING case_id")
        return {key for (key,) in cursor.fetchall()}


@contextmanager
def _exported(condition: str = "", **params: Any) -> Iterator[dict[str, Path]]:
    """What PostgreSQL tells of each table of facts, as files of text, while they are needed."""
    made = {table.code: _folder() / f"{uuid.uuid4().hex}.csv" for table in CATALOGUE}
    given = params | fact_rows.calendars(list(Municipality.objects.all()))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(fact_rows.NOT_COMPILED)
            for table in CATALOGUE:
                _copied(cursor, fact_rows.own_sql(table, condition), given, made[table.code])
        yield made
    finally:
        for path in made.values():
            path.unlink(missing_ok=True)


def _copied(cursor: Any, select: str, given: dict[str, Any], path: Path) -> None:
    sql = f"COPY ({select}) TO STDOUT (FORMAT csv)"
    with path.open("wb") as file, cursor.copy(sql, given) as copy:
        for piece in copy:
            file.write(piece)


def built(sources: Mapping[str, str], now: datetime) -> Manifest:
    """A mart of the rows each table's source tells, published."""
    tables: dict[str, Parts] = {}
    with _encoding(None) as cursor:
        for table in CATALOGUE:
            _learn(cursor, table, sources[table.code])
            of_cases = tables.get(OF_CASE, Parts(()))
            cases = mart.parquet(*of_cases.base, of_cases.waiting) if table.carries else ""
            select = _whole(table, _encoded(table.own, sources[table.code]), cases)
            tables[table.code] = _based(cursor, table, select)
        words = _written(cursor, "words", "SELECT * FROM word ORDER BY name, code")
    manifest = Manifest(now, tables, words, database=mart.database())
    _publish(manifest)
    return manifest


def _based(cursor: Any, table: Table, select: str) -> Parts:
    """The rows as a base, in their order; those that still depend on the moment apart."""
    if not table.waiting:
        base = _written(cursor, "base", select + SORTED)
        return Parts((base,), rows=_rows_of(cursor, base))
    apart = f"SELECT * FROM ({select}) WHERE"
    waiting = _written(cursor, "waiting", f"{apart} ({table.waiting}){SORTED}")
    base = _written(cursor, "base", f"{apart} NOT ({table.waiting}){SORTED}")
    return Parts((base,), waiting, rows=_rows_of(cursor, base, waiting))


def _whole(table: Table, own: str, cases: str) -> str:
    """Whole rows of a table out of what it tells itself and the rows of its cases."""
    return table.joined(f"({own})", cases, DUCKDB, WIDE) if table.carries else own


def _one_base(known: Manifest, now: datetime) -> Manifest:
    """The base and what changed after it as one."""
    tables = {}
    with mart.engine().cursor() as cursor:
        for table in CATALOGUE:
            whole = f"SELECT * FROM {mart.current(known, table.code)}"
            tables[table.code] = _based(cursor, table, whole)
    manifest = replace(known, as_of=now, tables=tables)
    _publish(manifest)
    return manifest


def _with_changes(known: Manifest, sources: Mapping[str, str], changed: set[int]) -> Manifest:
    tables, words = {}, known.words
    with _encoding(known) as cursor:
        cursor.execute("CREATE TEMP TABLE gone (case_id bigint)")
        cursor.execute("INSERT INTO gone SELECT unnest($keys)", {"keys": sorted(changed)})
        learnt = [_learn(cursor, table, sources[table.code]) for table in CATALOGUE]
        if any(learnt):
            words = _written(cursor, "words", "SELECT * FROM word ORDER BY name, code")
        fresh = _encoded(CATALOGUE[0].own, sources[OF_CASE])
        for table in CATALOGUE:
            own = _encoded(table.own, sources[table.code])
            select = _later(table, known, _whole(table, own, f"({fresh})"))
            tables[table.code] = _changed(cursor, known.tables[table.code], select)
    return replace(known, words=words, tables=tables)


def _changed(cursor: Any, parts: Parts, later: str) -> Parts:
    delta = _written(cursor, "changes", later)
    rows = _rows_of(cursor, *parts.base, *filter(None, [parts.waiting]))
    rows += _number(cursor, f"SELECT coalesce(sum(w), 0) FROM {mart.parquet(delta)}")
    return Parts(parts.base, parts.waiting, delta, rows, _rows_of(cursor, delta))


def _later(table: Table, known: Manifest, fresh: str) -> str:
    """What the base says wrongly by now with −1, and what is so now with +1."""
    parts = known.tables[table.code]
    names = ", ".join(table.names)
    told = [f"SELECT {names}, 1::tinyint AS w FROM ({fresh})"]
    replaced = "case_id IN (FROM gone)"
    if parts.delta:
        before = mart.parquet(parts.delta)
        told.append(f"SELECT {names}, w FROM {before} WHERE w < 0 OR case_id NOT IN (FROM gone)")
        replaced += f" AND case_id NOT IN (SELECT case_id FROM {before})"
    told.append(f"SELECT {names}, -1::tinyint FROM {mart.base(known, table.code)} WHERE {replaced}")
    return " UNION ALL ".join(told)


@contextmanager
def _encoding(known: Manifest | None) -> Iterator[Any]:
    """A cursor with the table `word` of the words known so far."""
    with mart.engine().cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE word (name varchar, code bigint, text varchar)")
        if known:
            cursor.execute(f"INSERT INTO word SELECT * FROM {mart.parquet(known.words)}")
        yield cursor


def _learn(cursor: Any, table: Table, source: str) -> bool:
    """Words nobody said before get the next codes; whether there were any."""
    before = _number(cursor, "SELECT count(*) FROM word")
    for name in (fact.name for fact in table.own if fact.is_coded):
        cursor.execute(
            f"INSERT INTO word SELECT '{name}', (SELECT count(*) FROM word WHERE name = '{name}')"
            f" + row_number() OVER (ORDER BY {name}) - 1, {name} FROM (SELECT DISTINCT {name}"
            f" FROM {source}) WHERE {name} IS NOT NULL"
            f" AND {name} NOT IN (SELECT text FROM word WHERE name = '{name}')"
        )
    return _number(cursor, "SELECT count(*) FROM word") > before


def _encoded(facts: tuple[Fact, ...], source: str) -> str:
    """The rows of `source` as the mart keeps them."""
    columns = ", ".join(
        f"CAST({f'w_{fact.name}.code' if fact.is_coded else f'f.{fact.name}'} AS {fact.kept_as})"
        f" AS {fact.name}"
        for fact in facts
    )
    joins = " ".join(
        f"LEFT JOIN (SELECT code, text FROM word WHERE name = '{fact.name}') AS w_{fact.name}"
        f" ON w_{fact.name}.text = f.{fact.name}"
        for fact in facts
        if fact.is_coded
    )
    return f"SELECT {columns} FROM {source} AS f {joins}"


def _publish(manifest: Manifest) -> None:
    """The whole of it or the old one, whatever happens in between."""
    target = mart.folder() / mart.MANIFEST
    temporary = target.with_suffix(f".{uuid.uuid4().hex}")
    with temporary.open("w") as file:
        file.write(mart.as_text(manifest))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)
    _sweep(manifest.parts)


def _sweep(parts: set[str]) -> None:
    """Parts nobody reads any more, and what a killed process left."""
    oldest = time.time() - KEPT_SECONDS
    for path in mart.folder().iterdir():
        unused = path.name not in parts | {mart.MANIFEST}
        if path.is_file() and unused and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _written(cursor: Any, kind: str, select: str) -> str:
    name = f"{kind}-{uuid.uuid4().hex}.parquet"
    cursor.execute(
        f"COPY ({select}) TO '{mart.quoted(_folder() / name)}'"
        f" (FORMAT parquet, COMPRESSION {COMPRESSION}, ROW_GROUP_SIZE {GROUP})"
    )
    return name


def _rows_of(cursor: Any, *names: str) -> int:
    return _number(cursor, f"SELECT count(*) FROM {mart.parquet(*names)}")


def _number(cursor: Any, sql: str) -> int:
    return int(cursor.execute(sql).fetchone()[0])


def _csv(code: str, path: Path) -> str:
    own = BY_CODE[code].own
    types = ", ".join(f"'{fact.name}': '{fact.type}'" for fact in own)
    return f"read_csv('{mart.quoted(path)}', header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}})"


def _folder() -> Path:
    found = mart.folder()
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found
