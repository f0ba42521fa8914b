"""Worksheets of an xlsx, read row by row in constant memory.

Own code, because a library that holds the sheet needs two gigabytes for the largest export and can
be made to allocate any amount by a file of a few kilobytes, which ends the whole process.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from mcu.core.tables.cells import Row, is_blank
from mcu.core.tables.refusals import broken, empty, open_zip
from mcu.core.tables.sheet import SheetParser
from mcu.core.tables.workbook import BrokenBook, SharedStrings, SheetPart, read_book

BROKEN = (
    BrokenBook,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    IndexError,
    KeyError,
    NotImplementedError,
    OverflowError,
)


class Spreadsheet:
    """An xlsx as a source of rows: the first visible sheet that has any, or the one asked for."""

    def __init__(self, file: IO[bytes], name: str, sheet: str | None = None) -> None:
        self._name, self._done = name, 0.0
        self._archive = open_zip(file, name)
        self._strings = SharedStrings()
        try:
            self._book = read_book(self._archive)
            if self._book.strings_path:
                with self._archive.open(self._book.strings_path) as stream:
                    self._strings = SharedStrings(stream)
        except BROKEN:
            raise broken(name) from None
        self._part = self._choose(sheet)
        self.sheet = self._part.title

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Rows with their number in the sheet; RuleViolation where the file turns out broken."""
        return self._rows(self._part)

    def share(self) -> float:
        """How much of the sheet is read, 0 to 1."""
        return self._done

    def close(self) -> None:
        """Close the archive and the temporary file of texts."""
        self._archive.close()
        self._strings.close()

    def _choose(self, sheet: str | None) -> SheetPart:
        parts = sorted(self._book.sheets, key=lambda part: part.hidden)
        for part in parts:
            if sheet is not None and part.title != sheet:
                continue
            if any(not is_blank(row) for _, row in self._rows(part)):
                return part
        raise empty(self._name)

    def _rows(self, part: SheetPart) -> Iterator[tuple[int, Row]]:
        parser = SheetParser(self._strings, self._book)
        try:
            size = self._archive.getinfo(part.path).file_size
            stream = self._archive.open(part.path)
        except BROKEN:
            raise broken(self._name) from None
        with stream:
            fed = parser.feed(stream)
            while True:
                try:
                    self._done = next(fed) / size
                except StopIteration:
                    return
                except BROKEN:
                    raise broken(self._name) from None
                yield from parser.take()
