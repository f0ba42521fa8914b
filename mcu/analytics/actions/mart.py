"""The mart is kept up: built whole, brought up to date, compared with PostgreSQL."""

import os
import time
import uuid
from collections.abc import Iterable, Iterator
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
from mcu.analytics.queries.mart import Manifest
from mcu.analytics.rules.facts import CODED, FACTS, NAMES, TYPES
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
    export = _exported()
    try:
        with _encoding(known) as cursor:
            _learn(cursor, _csv(export))
            fresh, old = _encoded(_csv(export)), f"SELECT * FROM {mart.current(known)}"
            counted = f"SELECT *, 1 AS w FROM ({old}) UNION ALL SELECT *, -1 FROM ({fresh})"
            differ = f"SELECT sum(w) AS more FROM ({counted}) GROUP BY {', '.join(NAMES)}"
            found = {
                "rows": _number(cursor, f"SELECT count(*) FROM ({old})"),
                "not_as_in_database": _number(cursor, f"SELECT coalesce(sum(-more), 0) FROM ({differ}) WHERE more < 0"),
                "only_in_mart": _number(cursor, f"SELECT coalesce(sum(more), 0) FROM ({differ}) WHERE more > 0"),
            }  # fmt: skip
    finally:
        export.unlink()
    return found | {"waiting": FactChange.objects.count()}


@transaction.atomic
def _rebuild(now: datetime) -> Kept:
    FactChange.objects.all().delete()
    export = _exported()
    try:
        if clickhouse.named():
            clickhouse.replace_all(export)
        manifest = built(_csv(export), now)
    finally:
        export.unlink()
    return Kept(manifest.rows, manifest.rows, whole=True)


@transaction.atomic
def _refresh(known: Manifest, now: datetime, small: int) -> Kept:
    """What is read is committed; what is not yet committed stays in the list for the next time."""
    changed = _taken()
    if not changed:
        _publish(replace(known, as_of=now))
        return Kept(known.rows, 0, whole=False)
    export = _exported("c.id = ANY(%(ids)s)", ids=sorted(changed))
    try:
        if clickhouse.named():
            clickhouse.replace_some(export, changed)
        changes = _with_changes(known, export, changed)
    finally:
        export.unlink()
    if changes.rows < small or changes.changes > max(MOST_CHANGES, known.rows // SHARE):
        changes = _one_base(changes, now)
    else:
        _publish(replace(changes, as_of=now))
    return Kept(changes.rows, len(changed), whole=False)


def _taken() -> set[int]:
    """The keys of the changed cases, taken off the list if the transaction ends well."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analytics_factchange RETURNING case_id")
        return {key for (key,) in cursor.fetchall()}


def _exported(condition: str = "true", **params: Any) -> Path:
    """The facts of PostgreSQL as a file of text."""
    path = _folder() / f"{uuid.uuid4().hex}.csv"
    given = params | fact_rows.calendars(list(Municipality.objects.all()))
    sql = f"COPY ({fact_rows.facts_sql(condition)}) TO STDOUT (FORMAT csv)"
    with transaction.atomic(), connection.cursor() as cursor, path.open("wb") as file:
        cursor.execute(fact_rows.NOT_COMPILED)
        with cursor.copy(sql, given) as copy:
            for piece in copy:
                file.write(piece)
    return path


def built(source: str, now: datetime) -> Manifest:
    """A mart of the rows of `source`, published."""
    with _encoding(None) as cursor:
        _learn(cursor, source)
        words = _written(cursor, "words", "SELECT * FROM word ORDER BY name, code")
        base = _written(cursor, "base", _encoded(source) + SORTED)
        rows = _rows_of(cursor, base)
    manifest = Manifest(now, (base,), words, rows=rows, database=mart.database())
    _publish(manifest)
    return manifest


def _one_base(known: Manifest, now: datetime) -> Manifest:
    """The base and what changed after it as one."""
    with mart.engine().cursor() as cursor:
        base = _written(cursor, "base", f"SELECT * FROM {mart.current(known)}{SORTED}")
        rows = _rows_of(cursor, base)
    manifest = replace(known, as_of=now, base=(base,), delta="", rows=rows, changes=0)
    _publish(manifest)
    return manifest


def _with_changes(known: Manifest, export: Path, changed: Iterable[int]) -> Manifest:
    """The mart with a new part of changes, which holds those before it too; not yet published."""
    with _encoding(known) as cursor:
        cursor.execute("CREATE TEMP TABLE gone (case_id bigint)")
        cursor.execute("INSERT INTO gone SELECT unnest($keys)", {"keys": sorted(changed)})
        learnt = _learn(cursor, _csv(export))
        words = known.words
        if learnt:
            words = _written(cursor, "words", "SELECT * FROM word ORDER BY name, code")
        delta = _written(cursor, "changes", _later(known, _csv(export)))
        rows = _rows_of(cursor, *known.base)
        rows += _number(cursor, f"SELECT coalesce(sum(w), 0) FROM {mart.parquet(delta)}")
        changes = _rows_of(cursor, delta)
    return replace(known, words=words, delta=delta, changes=changes, rows=rows)


def _later(known: Manifest, fresh: str) -> str:
    """What the base says wrongly by now with −1, and what is so now with +1."""
    parts = [f"SELECT *, 1::tinyint AS w FROM ({_encoded(fresh)})"]
    replaced = "case_id IN (FROM gone)"
    if known.delta:
        before = mart.parquet(known.delta)
        parts.append(f"SELECT * FROM {before} WHERE w < 0 OR case_id NOT IN (FROM gone)")
        replaced += f" AND case_id NOT IN (SELECT case_id FROM {before})"
    parts.append(f"SELECT *, -1::tinyint FROM {mart.base(known)} WHERE {replaced}")
    return " UNION ALL ".join(parts)


@contextmanager
def _encoding(known: Manifest | None) -> Iterator[Any]:
    """A cursor with the table `word` of the words known so far."""
    with mart.engine().cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE word (name varchar, code bigint, text varchar)")
        if known:
            cursor.execute(f"INSERT INTO word SELECT * FROM {mart.parquet(known.words)}")
        yield cursor


def _learn(cursor: Any, source: str) -> bool:
    """Words nobody said before get the next codes; whether there were any."""
    before = _number(cursor, "SELECT count(*) FROM word")
    for name in CODED:
        cursor.execute(
            f"INSERT INTO word SELECT '{name}', (SELECT count(*) FROM word WHERE name = '{name}')"
            f" + row_number() OVER (ORDER BY {name}) - 1, {name} FROM (SELECT DISTINCT {name}"
            f" FROM {source}) WHERE {name} IS NOT NULL"
            f" AND {name} NOT IN (SELECT text FROM word WHERE name = '{name}')"
        )
    return _number(cursor, "SELECT count(*) FROM word") > before


def _encoded(source: str) -> str:
    """The rows of `source` as the mart keeps them."""
    columns = ", ".join(
        f"CAST({f'w_{fact.name}.code' if fact.is_coded else f'f.{fact.name}'} AS {fact.kept_as})"
        f" AS {fact.name}"
        for fact in FACTS
    )
    joins = " ".join(
        f"LEFT JOIN (SELECT code, text FROM word WHERE name = '{name}') AS w_{name}"
        f" ON w_{name}.text = f.{name}"
        for name in CODED
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


def _csv(path: Path) -> str:
    types = ", ".join(f"'{name}': '{TYPES[name]}'" for name in NAMES)
    return f"read_csv('{mart.quoted(path)}', header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}})"


def _folder() -> Path:
    found = mart.folder()
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found
