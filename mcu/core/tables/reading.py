"""Opens a table of any known format, or refuses it with a sentence."""

import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Protocol, Self

from mcu.core.tables.cells import MAX_COLUMNS, Cell, Row, is_blank
from mcu.core.tables.delimited import Delimited
from mcu.core.tables.legacy import Legacy
from mcu.core.tables.refusals import Format, empty, format_of, wide
from mcu.core.tables.spreadsheet import Spreadsheet

HEAD = 30


class Source(Protocol):
    """Rows of one format."""

    sheet: str

    def numbered(self) -> Iterator[tuple[int, Row]]: ...
    def share(self) -> float: ...


class Table:
    """A table open for reading, one iteration at a time; `with` closes it, else it closes itself.

    Cells are text, numbers or flags; moments come as `2026-03-06 17:00:00`, spans as `26:05:00`.
    Rows may be shorter than the header (empty cells at the end are left out); blank rows are
    passed over; a row never has more than MAX_COLUMNS + 1 cells.
    """

    def __init__(self, source: Source, kind: Format, name: str) -> None:
        self._closing = ExitStack()
        self._source = source
        self.kind, self.name, self.sheet = kind, name, source.sheet
        self.head: list[tuple[int, Row]] = list(itertools.islice(self.numbered(), HEAD))
        if not self.head:
            raise empty(name)
        if max(len(row) for _, row in self.head) > MAX_COLUMNS:
            raise wide(name, MAX_COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close what this table has opened; a file that was handed in stays open."""
        self._closing.close()

    def rows(self) -> Iterator[Row]:
        """All rows from the first one, the header and titles above it included."""
        return (row for _, row in self.numbered())

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """The same with the number of each row as a person sees it in the file, from 1."""
        for number, row in self._source.numbered():
            if not is_blank(row):
                yield number, row

    @property
    def headers_guess(self) -> tuple[str, ...]:
        """The likeliest header: the row of the head with most different texts."""
        best = max(self.head, key=lambda numbered: len(_texts(numbered[1])))[1]
        return tuple(str(cell) for cell in best)

    def share(self) -> float:
        """How much of the file is read, 0 to 1, for a progress bar."""
        return self._source.share()


def open_table(
    file: Path | str | IO[bytes],
    filename: str = "",
    *,
    limit: int | None = None,
    sheet: str | None = None,
) -> Table:
    """Open a table by its content; `filename` only names it in sentences.

    `limit` in bytes, by default 300 MB for spreadsheets and 1,200 MB for CSV, which is not packed.

    RuleViolation for everything that is not a readable table with rows. `sheet` names the sheet,
    else the first visible one with rows is taken. A file object must be able to seek.
    """
    with ExitStack() as closing:
        if isinstance(file, (str, Path)):
            filename = filename or os.path.basename(file)
            file = closing.enter_context(open(file, "rb"))
        name = filename or "без имени"
        kind = format_of(file, name, limit=limit)
        source = _source(file, kind, name, sheet, closing)
        table = Table(source, kind, name)
        table._closing = closing.pop_all()
        return table


def _source(
    file: IO[bytes], kind: Format, name: str, sheet: str | None, closing: ExitStack
) -> Source:
    if kind is Format.CSV:
        return Delimited(file, name)
    if kind is Format.XLSX:
        opened: Spreadsheet | Legacy = Spreadsheet(file, name, sheet)
    else:
        opened = Legacy(file, name, sheet, kind=kind)
    closing.callback(opened.close)
    return opened


def _texts(row: Row) -> set[Cell]:
    return {cell for cell in row if isinstance(cell, str) and cell.strip()}
