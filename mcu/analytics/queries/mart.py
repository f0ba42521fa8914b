"""The mart: Parquet parts named by a manifest, read by DuckDB in this process.

A manifest names parts that are never written again; the next one is published by a rename, so that
whoever reads meets the old parts or the new ones, whole. Of a case both in the base and in the later
changes the later row counts.
"""

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection

from mcu.analytics.rules.facts import VERSION
from mcu.analytics.rules.slices import Question

MANIFEST = "manifest.json"
MEMORY = "1GB"
_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which parts are the mart: `base`, and `delta` in whose place cases of `replaced` stand.

    `database` and `version` say what it was made of: of another database, or by another table of
    facts, it is not read. `rows` are those of the base.
    """

    as_of: datetime
    base: tuple[str, ...]
    delta: str = ""
    replaced: str = ""
    rows: int = 0
    changes: int = 0
    database: str = ""
    version: str = VERSION

    @property
    def parts(self) -> set[str]:
        return {name for name in (*self.base, self.delta, self.replaced) if name}


def folder() -> Path:
    return Path(settings.DATA) / "mart"


def published() -> Manifest | None:
    """The mart of this database as it stands, or None: then PostgreSQL itself is asked."""
    try:
        said = json.loads((folder() / MANIFEST).read_text())
        said["as_of"] = datetime.fromisoformat(said["as_of"])
        found = Manifest(**{**said, "base": tuple(said["base"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    ours = found.version == VERSION and found.database == database()
    return found if ours and all((folder() / part).exists() for part in found.parts) else None


def as_text(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest) | {"as_of": manifest.as_of.isoformat()}, indent=1)


def database() -> str:
    """The database by name and number: a copy or a restored one is another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname, oid FROM pg_database WHERE datname = current_database()")
        name, number = cursor.fetchone()
    return f"{name}/{number}"


def relation(manifest: Manifest) -> str:
    """The rows of the mart as a relation."""
    base = f"SELECT * FROM {_parquet(*manifest.base)}"
    if not manifest.replaced:
        return f"({base})"
    return (
        f"({base} AS old ANTI JOIN {_parquet(manifest.replaced)} AS gone USING (case_id)"
        f" UNION ALL SELECT * FROM {_parquet(manifest.delta)})"
    )


def asked(manifest: Manifest, question: Question) -> list[tuple[Any, ...]]:
    """The answer of the mart."""
    sql = (
        f"WITH fact AS NOT MATERIALIZED (SELECT * FROM {relation(manifest)} AS mart) {question.sql}"
    )
    with engine().cursor() as cursor:
        return cursor.execute(sql, dict(question.params)).fetchall()


def engine() -> duckdb.DuckDBPyConnection:
    """One DuckDB of this process; each question takes a cursor of it."""
    with _opening:
        return _engine(os.getpid(), folder() / "spill")


@lru_cache(maxsize=1)
def _engine(process: int, spill: Path) -> duckdb.DuckDBPyConnection:
    """A forked process gets its own."""
    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    made = duckdb.connect(":memory:", config=config)
    made.execute("SET parquet_metadata_cache = true")  # parts are never written again
    return made


def _parquet(*names: str) -> str:
    return f"read_parquet({_quoted([str(folder() / name) for name in names])})"


def _quoted(paths: Sequence[str]) -> str:
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
