"""The mart: Parquet parts named by a manifest, read by DuckDB in this process.

A manifest names parts that are never written again; the next one is published by a rename, so that
whoever reads meets the old parts or the new ones, whole. What changed after the base was written stands
in `delta`: a case as it was counts −1 there, as it is now +1, so that sums need no look at the base for
single cases.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

from mcu.analytics.rules import dialects
from mcu.analytics.rules.dialects import Dialect
from mcu.analytics.rules.middles import Spread, axis
from mcu.analytics.rules.questions import NO_MAPS, REST, Counting, Query
from mcu.analytics.rules.slices import Kept
from mcu.analytics.rules.tables import BY_CODE, CODED, OF_CASE, VERSION

if TYPE_CHECKING:
    import duckdb

MANIFEST = "manifest.json"
MEMORY = "1GB"
MOST_ANSWERS = 64
Rows = list[tuple[Any, ...]]
_opening, _keeping = threading.Lock(), threading.Lock()
_answers: OrderedDict[Any, Any] = OrderedDict()
_databases: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Parts:
    """One table of facts: its `base`, later changes in `delta`; how many rows each has.

    Rows whose numbers depend on the moment of asking stand in `waiting`, few beside the base.
    """

    base: tuple[str, ...]
    waiting: str = ""
    delta: str = ""
    rows: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which parts are the mart: those of each table of facts, and the words of codes in `words`.

    `database` and `version` say what it was made of: of another database, or by other tables of
    facts, it is not read.
    """

    as_of: datetime
    tables: Mapping[str, Parts]
    words: str = ""
    database: str = ""
    version: str = VERSION

    @property
    def cases(self) -> Parts:
        return self.tables[OF_CASE]

    @property
    def parts(self) -> set[str]:
        of_tables = (
            name for each in self.tables.values() for name in (*each.base, each.waiting, each.delta)
        )
        return {name for name in (*of_tables, self.words) if name}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of each coded column, their place being the code."""

    by_column: dict[str, list[str]]
    codes: dict[str, dict[str, int]]

    def text(self, column: str, code: Any) -> Any:
        return (
            code if code is None or column not in self.by_column else self.by_column[column][code]
        )

    def coded(self, column: str, values: Sequence[Any]) -> Sequence[Any]:
        """The codes of words; a word nobody said has none."""
        known = self.codes.get(column)
        return values if known is None else [known[value] for value in values if value in known]


def folder() -> Path:
    return Path(settings.DATA) / "mart"


def published() -> Manifest | None:
    """The mart of this database as it stands, or None: then PostgreSQL itself is asked."""
    try:
        found = read((folder() / MANIFEST).read_text())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    ours = found.version == VERSION and found.database == database()
    return found if ours and all((folder() / part).exists() for part in found.parts) else None


def read(text: str) -> Manifest:
    """A manifest as it was written; ValueError, TypeError or KeyError for what is none."""
    said = json.loads(text)
    said["as_of"] = datetime.fromisoformat(said["as_of"])
    said["tables"] = {
        code: Parts(**{**parts, "base": tuple(parts["base"])})
        for code, parts in said["tables"].items()
    }
    return Manifest(**said)


def as_text(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest) | {"as_of": manifest.as_of.isoformat()}, indent=1)


def database() -> str:
    """The database by name and number: a copy or a restored one is another. Asked once a connection."""
    connection.ensure_connection()
    known = _databases.get(connection.connection)
    if known is None:
        known = _databases[connection.connection] = _asked_database()
    return known


def _asked_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname, oid FROM pg_database WHERE datname = current_database()")
        name, number = cursor.fetchone()
    return f"{name}/{number}"


def base(manifest: Manifest, table: str = OF_CASE) -> str:
    """Every row written with the base."""
    parts = manifest.tables[table]
    return parquet(*parts.base, *filter(None, [parts.waiting]))


def current(manifest: Manifest, table: str = OF_CASE) -> str:
    """The rows of a table as they are now, each once; words are codes."""
    parts = manifest.tables[table]
    if not parts.delta:
        return base(manifest, table)
    later, columns = parquet(parts.delta), ", ".join(BY_CODE[table].names)
    return (
        f"(SELECT {columns} FROM {base(manifest, table)} AS b"
        f" ANTI JOIN {later} AS d USING (case_id)"
        f" UNION ALL SELECT {columns} FROM {later} AS d WHERE w > 0)"
    )


def dialect(manifest: Manifest) -> Dialect:
    return replace(dialects.DUCKDB, codes=words(manifest).coded)


def words(manifest: Manifest) -> Words:
    return _words(folder() / manifest.words)


@lru_cache(maxsize=4)
def _words(part: Path) -> Words:
    with engine().cursor() as cursor:
        found = cursor.execute(f"SELECT name, text FROM '{quoted(part)}' ORDER BY name, code")
        by_column: dict[str, list[str]] = {name: [] for name in CODED}
        for name, text in found.fetchall():
            by_column[name].append(text)
    codes = {
        name: {text: code for code, text in enumerate(texts)} for name, texts in by_column.items()
    }
    return Words(by_column, codes)


class Reader:
    """Asks the mart; the cells of one grouping are made once and may be asked more than once."""

    def __init__(self, manifest: Manifest, cursor: "duckdb.DuckDBPyConnection") -> None:
        self.manifest, self.cursor = manifest, cursor
        self.made: dict[Any, tuple[str, int]] = {}
        self.maps: dict[Any, str] = {}

    def counted(self, counting: Counting, rows: Kept, columns: Kept, *, totals: bool) -> Rows:
        asked = counting.asked(self._made(counting)[0], rows, columns, totals=totals)
        return self._decoded(counting, self.listed(asked))

    def spread(self, counting: Counting, rows: Kept, columns: Kept) -> Spread:
        maps = {
            name: self._map(cut.raw, kept)
            for name, cut, kept in zip(("r0", "c0"), counting.cuts, (rows, columns), strict=False)
            if kept.others and cut.raw  # of a mark there is nothing to spare
        }
        whole = self._key(self._cells(counting, NO_MAPS))
        asked = counting.spread(self._made(counting, NO_MAPS if whole in self.made else maps)[0])
        found = self.cursor.execute(asked.sql, dict(asked.params)).fetchnumpy()
        known = words(self.manifest).by_column
        row, *column = [known.get(cut.raw) for cut in counting.cuts]
        second = axis(found["c"], column[0]) if column else None
        return Spread(axis(found["r"], row), second, found["v"], found["n"])

    def size(self, counting: Counting) -> int:
        """How many cells a grouping has."""
        return self._made(counting)[1]

    def listed(self, query: Query) -> Rows:
        return self.cursor.execute(query.sql, dict(query.params)).fetchall()

    def _made(self, counting: Counting, maps: Mapping[str, str] = NO_MAPS) -> tuple[str, int]:
        """The table of the cells of this grouping, and how many there are."""
        cells = self._cells(counting, maps)
        key = self._key(cells)
        if key not in self.made:
            name = f"cells{len(self.made)}"
            made = f"CREATE TEMP TABLE {name} AS {cells.sql}"
            rows = self.cursor.execute(made, dict(cells.params)).fetchone()
            self.made[key] = name, int(rows[0]) if rows else 0
        return self.made[key]

    def _cells(self, counting: Counting, maps: Mapping[str, str]) -> Query:
        parts = self.manifest.tables[counting.table]
        if parts.waiting and counting.asks_the_moment:
            several = [
                counting.cells(parquet(*parts.base), maps, settled=True),
                counting.cells(parquet(parts.waiting), maps),
            ]
        else:
            several = [counting.cells(base(self.manifest, counting.table), maps)]
        if parts.delta:
            several.append(counting.cells(parquet(parts.delta), maps, weighted=True))
        given = {name: value for each in several for name, value in each.params.items()}
        return Query(" UNION ALL ".join(each.sql for each in several), given)

    def _key(self, cells: Query) -> Any:
        return cells.sql, tuple(cells.params.items())

    def _map(self, column: str, kept: Kept) -> str:
        """A table that says which values of a column are kept; all the others become one."""
        if (column, kept) not in self.maps:
            known = words(self.manifest)
            first = list(known.coded(column, kept.values or ()))
            others = list(known.coded(column, kept.others))
            name = self.maps[column, kept] = f"kept{len(self.maps)}"
            self.cursor.execute(
                f"CREATE TEMP TABLE {name} AS SELECT unnest($was::uinteger[]) AS was,"
                " unnest($kept::uinteger[]) AS kept",
                {"was": first + others, "kept": first + [REST] * len(others)},
            )
        return self.maps[column, kept]

    def _decoded(self, counting: Counting, found: Rows) -> Rows:
        known, cuts = words(self.manifest), [cut.raw for cut in counting.cuts]
        row, column = cuts[0], cuts[1] if len(cuts) > 1 else ""
        return [
            (known.text(row, r), r_rest, known.text(column, c), *others)
            for r, r_rest, c, *others in found
        ]


@contextmanager
def reading(manifest: Manifest) -> Iterator[Reader]:
    with engine().cursor() as cursor:
        yield Reader(manifest, cursor)


def remembered(manifest: Manifest, key: Any, make: Callable[[], Any]) -> Any:
    """What was counted of these parts before, else `make` and remember; what was asked longest ago goes."""
    whole = frozenset(manifest.parts), key
    with _keeping:
        if whole in _answers:
            _answers.move_to_end(whole)
            return _answers[whole]
    made = make()
    with _keeping:
        _answers[whole] = made
        while len(_answers) > MOST_ANSWERS:
            _answers.popitem(last=False)
    return made


def engine() -> "duckdb.DuckDBPyConnection":
    """One DuckDB of this process; each question takes a cursor of it."""
    with _opening:
        return _engine(os.getpid(), folder() / "spill")


@lru_cache(maxsize=1)
def _engine(process: int, spill: Path) -> "duckdb.DuckDBPyConnection":
    """A forked process gets its own. Half a second and many megabytes only for whoever asks."""
    import duckdb  # noqa: PLC0415

    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    made = duckdb.connect(":memory:", config=config)
    made.execute("SET parquet_metadata_cache = true")  # parts are never written again
    return made


def parquet(*names: str) -> str:
    paths = ", ".join(f"'{quoted(folder() / name)}'" for name in names)
    return f"read_parquet([{paths}])"


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")
