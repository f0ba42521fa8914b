"""Writes tables that people open in Excel or LibreOffice: typed cells, and no text ever runs.

A text that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet and may come from any
resident; in xlsx it is stored as text, in CSV it gets an apostrophe in front.
"""

import csv
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, NamedTuple

import xlsxwriter

CELL_LIMIT = 32_767  # characters of UTF-16 in a cell, by the limits of Excel
SHEET_ROWS = 1_048_575  # below the header
TITLE_LIMIT = 31
DIGITS_LIMIT = 10**15  # a spreadsheet keeps fifteen digits of a number
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"  # shown with as many digits as it has
    PERCENT = "percent"  # 0.25 is shown as 25,0 %
    DATE = "date"
    MOMENT = "moment"


class Column(NamedTuple):
    """A column of a written table; `width` is in characters. A plain tuple does as well."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 18


Heading = Column | tuple[str, str, int]

FORMATS = {
    Kind.TEXT: {"text_wrap": True, "valign": "top"},
    Kind.WHOLE: {"num_format": "#,##0", "valign": "top"},
    Kind.NUMBER: {"valign": "top"},
    Kind.PERCENT: {"num_format": "0.0%", "valign": "top"},
    Kind.DATE: {"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"},
    Kind.MOMENT: {"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left"},
}


def write_xlsx(
    target: Path | str | IO[bytes],
    sheet_title: str,
    columns: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
    tz: tzinfo | None = None,
) -> int:
    """Write rows as they come, in constant memory; the number of rows written is returned.

    Moments with a zone are shown in `tz`, which they need (ValueError). `notes` become lines of a
    second sheet «Пояснения». More rows than a sheet holds go on in «… (2)».
    """
    return write_book(target, [Page(sheet_title, columns, rows)], notes=notes, tz=tz)


class Page(NamedTuple):
    """One sheet of a book."""

    title: str
    columns: Sequence[Heading]
    rows: Iterable[Sequence[Any]]


def write_book(
    target: Path | str | IO[bytes],
    pages: Iterable[Page],
    *,
    notes: Sequence[str] = (),
    tz: tzinfo | None = None,
) -> int:
    """The same with several sheets; titles of sheets must differ."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {kind: book.add_format(look) for kind, look in FORMATS.items()}
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        written = sum(_write_page(book, page, formats, head, tz) for page in pages)
        if notes:
            _write_notes(book.add_worksheet("Пояснения"), notes)
    return written


def _write_page(book: Any, page: Page, formats: Any, head: Any, tz: tzinfo | None) -> int:
    given, written = _columns(page.columns), 0
    for part, batch in enumerate(_batches(page.rows), 1):
        sheet = book.add_worksheet(_title(page.title, part))
        _write_head(sheet, given, head)
        count = 0
        for count, values in enumerate(batch, 1):
            for index, (column, value) in enumerate(zip(given, values, strict=True)):
                _write(sheet, count, index, column.kind, value, formats, tz)
        sheet.autofilter(0, 0, count, max(len(given) - 1, 0))
        written += count
    return written


def write_csv(
    target: Path | str | IO[bytes],
    columns: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    *,
    tz: tzinfo | None = None,
) -> int:
    """Write utf-8 with a mark and `;`, as Russian Excel opens it; the number of rows written."""
    written = -1  # the header is a line too
    with _binary_target(target) as file:
        for line in csv_lines(columns, rows, tz=tz):
            file.write(line)
            written += 1
    return written


def csv_lines(
    columns: Sequence[Heading], rows: Iterable[Sequence[Any]], *, tz: tzinfo | None = None
) -> Iterator[bytes]:
    """The same line by line, the header first, for an answer that goes out while it is made."""
    line = io.StringIO()
    out = csv.writer(line, delimiter=";")
    out.writerow([_inert(column.title) for column in _columns(columns)])
    yield line.getvalue().encode("utf-8-sig")
    for values in rows:
        line.seek(0)
        line.truncate()
        out.writerow([_csv_text(value, tz) for value in values])
        yield line.getvalue().encode()


def _columns(given: Sequence[Heading]) -> list[Column]:
    return [Column(title, Kind(kind), width) for title, kind, width in given]


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[Iterator[Sequence[Any]]]:
    """Parts of at most a sheet of rows; one empty part when there are none."""
    iterator = iter(rows)
    yield itertools.islice(iterator, SHEET_ROWS)
    for first in iterator:
        yield itertools.chain([first], itertools.islice(iterator, SHEET_ROWS - 1))


def _title(title: str, part: int) -> str:
    tail = f" ({part})" if part > 1 else ""
    bare = _NOT_IN_TITLE.sub(" ", _CONTROL.sub("", title)).strip(" '") or "Лист"
    return bare[: TITLE_LIMIT - len(tail)].strip(" '") + tail


def _write_head(sheet: Any, columns: Sequence[Column], head: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, _cell_text(column.title), head)


def _write_notes(sheet: Any, notes: Sequence[str]) -> None:
    sheet.set_column(0, 0, 100)
    for line, note in enumerate(notes):
        sheet.write_string(line, 0, _cell_text(note))


def _write(
    sheet: Any, line: int, index: int, kind: Kind, value: Any, formats: Any, tz: tzinfo | None
) -> None:
    """One cell: a value of its own type where the column says so, else text."""
    if value is None or value == "":
        return
    if isinstance(value, date) and kind in (Kind.DATE, Kind.MOMENT):
        sheet.write_datetime(line, index, _local(value, tz), formats[kind])
    elif kind is not Kind.TEXT and _is_number(value):
        sheet.write_number(line, index, value, formats[kind])
    else:
        sheet.write_string(line, index, _cell_text(_words(value, tz)), formats[Kind.TEXT])


def _is_number(value: Any) -> bool:
    """A number that a spreadsheet can hold without losing digits."""
    if isinstance(value, bool):
        return False
    try:
        return math.isfinite(value) and abs(value) < DIGITS_LIMIT
    except TypeError:
        return False


def _local(value: date, tz: tzinfo | None) -> date:
    """The value as clocks on the wall show it; spreadsheets know no zones."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        return value
    if tz is None:
        raise ValueError("moments with a zone need `tz` to be shown in")
    return value.astimezone(tz).replace(tzinfo=None)


def _words(value: Any, tz: tzinfo | None) -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "Да" if value else "Нет"
    if isinstance(value, datetime):
        return f"{_local(value, tz):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)


def _cell_text(text: str) -> str:
    """Without what a spreadsheet cannot hold, and no longer than it can."""
    clean = _CONTROL.sub("", text)
    if len(clean) <= CELL_LIMIT // 2:
        return clean
    units = clean.encode("utf-16-le")
    if len(units) <= CELL_LIMIT * 2:
        return clean
    return units[: (CELL_LIMIT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _csv_text(value: Any, tz: tzinfo | None) -> str:
    if value is None:
        return ""
    if _is_number(value):
        return str(value).replace(".", ",")
    return _inert(_words(value, tz))


def _inert(text: str) -> str:
    """The text without control characters, and with an apostrophe where it would run."""
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if clean.startswith(RUNS) else clean


@contextmanager
def _binary_target(target: Path | str | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(target, (str, Path)):
        with open(target, "wb") as file:
            yield file
    else:
        yield target
