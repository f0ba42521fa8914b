"""Texts out of a file one by one: lines, JSON lines or a table with the column `text`.

Whatever comes is read to its end: a line that cannot be read is a refusal in its place.
"""

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from mcu.core.errors import RuleViolation
from mcu.core.tables.reading import Table, open_table

LINE_LIMIT = 2_000_000  # bytes of one line; the rest of a longer one is passed over
_LOOKED_AT = 65_536
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods")
_COLUMN = "text"


class Layout(StrEnum):
    AUTO = "auto"
    LINES = "lines"
    JSONL = "jsonl"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text with its number in the file and its name there; `refused` says why there is none."""

    number: int
    text: str = ""
    id: str = ""
    refused: str = ""


def read_texts(path: Path | None, stream: IO[bytes], layout: Layout) -> Iterator[GivenText]:
    """The texts of the file, or of the stream where there is none."""
    if path is None:
        yield from _streamed(stream, layout)
        return
    if not path.is_file():
        raise RuleViolation(f"Файла {path} нет. Проверьте путь.")
    if layout == Layout.TABLE or (layout == Layout.AUTO and path.suffix.lower() in _TABLES):
        with open_table(path) as table:
            yield from _rows(table)
        return
    with path.open("rb") as file:
        yield from _streamed(file, layout, path.name)


def _streamed(file: IO[bytes], layout: Layout, name: str = "вход") -> Iterator[GivenText]:
    lines = _lines(file)
    first = next(lines, b"")
    rest = itertools.chain([first], lines) if first else lines
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if layout == Layout.JSONL or (layout == Layout.AUTO and start[:1] == b"{"):
        yield from _objects(rest)
    elif layout == Layout.TABLE or (layout == Layout.AUTO and _is_header(start)):
        yield from _table(rest, name)
    else:
        yield from _plain(rest)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines of bounded length: of a longer one its beginning."""
    while line := file.readline(LINE_LIMIT):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LINE_LIMIT)


def _is_header(line: bytes) -> bool:
    cells = line.decode("utf-8", "replace").strip().replace(";", ",").replace("\t", ",").split(",")
    return len(cells) > 1 and _COLUMN in [cell.strip(' "').lower() for cell in cells]


def _plain(lines: Iterable[bytes]) -> Iterator[GivenText]:
    for number, line in enumerate(lines, 1):
        yield GivenText(number, _decoded(line).removeprefix("\ufeff").rstrip("\r\n"))


def _decoded(line: bytes) -> str:
    """UTF-8, else the old encoding of Windows; a line that was cut may end in half a letter."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        half = len(line) >= LINE_LIMIT and wrong.start > len(line) - 4
        return line.decode("utf-8" if half else "cp1251", "replace")


def _objects(lines: Iterable[bytes]) -> Iterator[GivenText]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(_decoded(line).removeprefix("\ufeff"))
        except (ValueError, RecursionError):
            yield GivenText(number, refused=f"Строка {number} не читается как JSON.")
            continue
        text = row.get(_COLUMN) if isinstance(row, dict) else row
        if isinstance(text, str):
            whole = text.encode("utf-8", "replace").decode()  # half a surrogate cannot be written
            yield GivenText(number, whole, _short(row.get("id")) if isinstance(row, dict) else "")
        else:
            yield GivenText(number, refused=f"В строке {number} нет текста в поле «text».")


def _table(lines: Iterable[bytes], name: str) -> Iterator[GivenText]:
    with TemporaryFile() as kept:
        kept.writelines(lines)
        kept.seek(0)
        with open_table(kept, name) as table:
            yield from _rows(table)


def _rows(table: Table) -> Iterator[GivenText]:
    header = table.head[0][1]
    places = {str(name).strip().lower(): place for place, name in reversed([*enumerate(header)])}
    if _COLUMN not in places:
        raise RuleViolation(
            f"В файле «{table.name}» нет колонки «text». Назовите так колонку с текстами в первой строке."
        )
    at, named = places[_COLUMN], places.get("id", len(header))
    for number, row in itertools.islice(table.numbered(), 1, None):
        text = str(row[at]) if at < len(row) else ""
        yield GivenText(number, text, _short(row[named]) if named < len(row) else "")


def _short(value: object) -> str:
    return "" if value is None else str(value)[:200]
