"""Many rows at once, through COPY: what an import of hundreds of thousands of rows needs.

Values go as text in PostgreSQL's COPY format; several times faster than rows of parameters.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, models

PIECE = 250  # rows sent at a time: the server stores one piece while we write the next

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY the rows into the table; columns are database columns, in the order of the values."""
    _copy(model._meta.db_table, columns, rows)


def update(
    model: type[models.Model],
    key: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Set the columns of many rows in one statement; each row is the key, then the values."""
    if not rows:
        return
    table, every = model._meta.db_table, [*key, *columns]
    names = ", ".join(f'"{name}"' for name in every)
    changes = ", ".join(f'"{name}" = incoming."{name}"' for name in columns)
    same = " AND ".join(f'target."{name}" = incoming."{name}"' for name in key)
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {names} FROM "{table}" '  # noqa: S608
            "WITH NO DATA"
        )
        _copy("incoming", every, rows)
        cursor.execute(f'UPDATE "{table}" AS target SET {changes} FROM incoming WHERE {same}')  # noqa: S608
        cursor.execute("DROP TABLE incoming")


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Keys for rows about to be copied, from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    lines = map(_line, rows)
    piece = "".join(islice(lines, PIECE))
    if not piece:
        return
    command = f'COPY "{table}" ({names}) FROM STDIN'
    errors = connection.wrap_database_errors  # Django leaves COPY to the driver
    with connection.cursor() as cursor, errors, cursor.copy(command) as copy:
        while piece:
            copy.write(piece.encode("utf-8", "replace"))
            piece = "".join(islice(lines, PIECE))


def _line(row: Sequence[Any]) -> str:
    return "\t".join([_WRITERS[type(value)](value) for value in row]) + "\n"


def as_text(value: Any) -> str:
    """One value in the text format of COPY; TypeError for what has no such form."""
    return _WRITERS[type(value)](value)


def _escaped(text: str) -> str:
    # A few searches are several times cheaper than translate(): most values have nothing to hide.
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text or "\x00" in text:
        return text.translate(_ESCAPES)
    return text


def _bytes(value: bytes | memoryview) -> str:
    return "\\\\x" + value.hex()


def _json(value: Any) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False))


class _Writers(dict[type, Callable[[Any], str]]):
    """How values of each type are written; a type not listed is written as what it is a kind of."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        for known, write in self.items():
            if issubclass(kind, known):
                self[kind] = write
                return write
        raise TypeError(f"a value of {kind.__name__} has no place in a table")


# A kind comes before those it is a kind of: a flag is a number, a moment is a date.
_WRITERS = _Writers(
    {
        str: _escaped,
        type(None): lambda _: "\\N",
        bool: lambda flag: "t" if flag else "f",
        int: str,
        float: str,
        datetime: lru_cache(maxsize=1024)(datetime.isoformat),  # one moment stands in many columns
        date: date.isoformat,
        bytes: _bytes,
        memoryview: _bytes,
        list: _json,
        dict: _json,
        tuple: _json,
    }
)
