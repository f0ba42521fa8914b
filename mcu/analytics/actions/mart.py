"""The mart is kept up: built whole, brought up to date, compared with PostgreSQL."""

import os
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mcu.analytics.models import FactChange
from mcu.analytics.queries import fact_rows, mart
from mcu.analytics.queries.mart import Manifest
from mcu.analytics.rules.facts import NAMES, TYPES
from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality

LOCK = 4031
# Under so many rows all are written again; above, only what changed, until that is a twentieth.
SMALL, MOST_CHANGES, SHARE = 200_000, 20_000, 20
KEPT_SECONDS = 3600  # whoever reads old parts has finished by then
GROUP = 122_880
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
        with mart.engine().cursor() as cursor:
            fresh, old = f"SELECT * FROM {_csv(export)}", f"SELECT * FROM {mart.relation(known)}"
            differ = f"SELECT count(*) FROM (({fresh}) EXCEPT ALL ({old}))"
            gone = f"SELECT count(*) FROM (({old}) EXCEPT ALL ({fresh}))"
            found = {
                "rows": _number(cursor, f"SELECT count(*) FROM ({old})"),
                "not_as_in_database": _number(cursor, differ),
                "only_in_mart": _number(cursor, gone),
            }
    finally:
        export.unlink()
    return found | {"waiting": FactChange.objects.count()}


@transaction.atomic
def _rebuild(now: datetime) -> Kept:
    FactChange.objects.all().delete()
    export = _exported()
    try:
        manifest = _published_base(f"SELECT * FROM {_csv(export)}", now)
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
        changes = _with_changes(known, export, changed)
        total = known.rows + changes.changes
        if total < small or changes.changes > max(MOST_CHANGES, known.rows // SHARE):
            changes = _published_base(f"SELECT * FROM {mart.relation(changes)}", now)
        else:
            _publish(replace(changes, as_of=now))
    finally:
        export.unlink()
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
    with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(sql, given) as copy:
        for piece in copy:
            file.write(piece)
    return path


def _with_changes(known: Manifest, export: Path, changed: Iterable[int]) -> Manifest:
    """The mart with a new part of changes, which holds those before it too; not yet published."""
    keys = _folder() / f"{uuid.uuid4().hex}.csv"
    keys.write_text("\n".join(str(key) for key in sorted(changed)))
    gone = f"SELECT case_id FROM read_csv('{_safe(keys)}', header = false, columns = {{'case_id': 'bigint'}})"
    fresh = f"SELECT * FROM {_csv(export)}"
    try:
        if known.replaced:
            old = mart.folder() / known.delta
            before = mart.folder() / known.replaced
            fresh += f" UNION ALL SELECT * FROM '{_safe(old)}' WHERE case_id NOT IN ({gone})"
            gone = f"SELECT case_id FROM '{_safe(before)}' UNION {gone}"
        delta, replaced = _written("changes", fresh), _written("replaced", gone)
    finally:
        keys.unlink()
    return replace(known, delta=delta, replaced=replaced, changes=_rows_of(replaced))


def _published_base(select: str, now: datetime) -> Manifest:
    name = _written("base", f"{select} ORDER BY municipality_id, day, case_id")
    manifest = Manifest(now, (name,), rows=_rows_of(name), database=mart.database())
    _publish(manifest)
    return manifest


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


def _written(kind: str, select: str) -> str:
    name = f"{kind}-{uuid.uuid4().hex}.parquet"
    with mart.engine().cursor() as cursor:
        cursor.execute(
            f"COPY ({select}) TO '{_safe(_folder() / name)}'"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
        )
    return name


def _rows_of(name: str) -> int:
    with mart.engine().cursor() as cursor:
        return _number(cursor, f"SELECT count(*) FROM '{_safe(mart.folder() / name)}'")


def _number(cursor: Any, sql: str) -> int:
    return int(cursor.execute(sql).fetchone()[0])


def _csv(path: Path) -> str:
    types = ", ".join(f"'{name}': '{TYPES[name]}'" for name in NAMES)
    return f"read_csv('{_safe(path)}', header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}})"


def _safe(path: Path) -> str:
    return str(path).replace("'", "''")


def _folder() -> Path:
    found = mart.folder()
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found
