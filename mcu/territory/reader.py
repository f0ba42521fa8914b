"""Files of objects and of borders: GeoJSON by its content, else a table."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.territory.rules.geojson import BadGeoJson, features
from mcu.territory.rules.rows import (
    Columns,
    ObjectRow,
    RejectedRow,
    clean,
    columns_of,
    of_cells,
    of_feature,
)

MOST_ROWS = 100_000
HEAD = 200
EMPTY = "В файле «{name}» нет ни одного объекта."
NO_PLACE = (
    "В таблице «{name}» нет столбцов «широта» и «долгота» (или «координаты»). Назовите их так в первой "
    "строке или загрузите GeoJSON."
)
MUCH = f"В файле больше {MOST_ROWS} объектов. Разделите его на части."
Rows = Iterator[ObjectRow | RejectedRow]


def names_of(path: Path, name: str) -> list[str]:
    """The columns of a table or the properties of the first features; RuleViolation for neither."""
    if is_geojson(path):
        first = list(itertools.islice(features_of(path, name), HEAD))
        if not first:
            raise RuleViolation(EMPTY.format(name=name))
        said = [each.get("properties") for each in first if isinstance(each, dict)]
        keys = (clean(key) for each in said if isinstance(each, dict) for key in each)
        return list(dict.fromkeys(keys))
    with closing(open_table(path, name)) as table:
        return _header(table.head, name)[1]


def rows_of(path: Path, name: str, columns: Columns) -> Rows:
    """Every object of a file, one after another; RuleViolation when it cannot be read or is too long."""
    found = (
        _of_features(path, name, columns) if is_geojson(path) else _of_table(path, name, columns)
    )
    for count, row in enumerate(found, 1):
        if count > MOST_ROWS:
            raise RuleViolation(MUCH)
        yield row


def features_of(path: Path, name: str) -> Iterator[Any]:
    with open(path, encoding="utf-8-sig") as file:
        try:
            yield from features(file)
        except BadGeoJson as broken:
            raise RuleViolation(f"«{name}»: {broken}") from broken


def is_geojson(path: Path) -> bool:
    """By the first sign: a table does not begin with a bracket."""
    with open(path, "rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n\x1e")[:1] in (b"{", b"[")


def _of_features(path: Path, name: str, columns: Columns) -> Rows:
    for line, each in enumerate(features_of(path, name), 1):
        yield of_feature(line, each, columns)


def _of_table(path: Path, name: str, columns: Columns) -> Rows:
    with closing(open_table(path, name)) as table:
        top, names = _header(table.head, name)
        for line, cells in table.numbered():
            if line > top:
                yield of_cells(line, names, cells, columns)


def _header(head: Sequence[tuple[int, Sequence[Any]]], name: str) -> tuple[int, list[str]]:
    """The row that names most of what we know; without a place in it there is nothing to take."""
    rows = [(line, [clean(cell) for cell in cells]) for line, cells in head]
    line, names = max(rows, key=lambda row: sum(map(bool, columns_of(row[1]))))
    known = columns_of(names)
    if not (known.lat and known.lon) and not known.point:
        raise RuleViolation(NO_PLACE.format(name=name))
    return line, names
