"""Worksheets of an xlsx, read row by row in constant memory.

Own code, because a library that holds the sheet needs two gigabytes for the largest export and can
be made to allocate any amount by a file of a few kilobytes, which ends the whole process.
"""

import string
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from mcu.core.tables.cells import (
    EMPTY,
    MAX_COLUMNS,
    Cell,
    Row,
    from_number,
    from_serial,
    is_blank,
)
from mcu.core.tables.refusals import broken, empty, open_zip
from mcu.core.tables.workbook import (
    Book,
    BrokenBook,
    SharedStrings,
    SheetPart,
    local,
    parse,
    read_book,
    unescaped,
)

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
LETTERS = {letter: index for index, letter in enumerate(string.ascii_uppercase, 1)}


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
        parser = _SheetParser(self._strings, self._book)
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


class _SheetParser:
    """Turns the elements of a worksheet into rows; formulas are passed over for their results.

    Its handlers run for every element, forty million times in a large file: they stay plain.
    """

    __slots__ = (
        "_attributes",
        "_cell_tag",
        "_column",
        "_columns",
        "_convert",
        "_number",
        "_parser",
        "_pieces",
        "_row",
        "_row_tag",
        "_rows",
        "_value_tags",
    )

    def __init__(self, strings: SharedStrings, book: Book) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._find_prefix
        self._convert = _converter(strings, book)
        self._pieces: list[str] = []
        self._rows: list[tuple[int, Row]] = []
        self._row: list[Cell] = []
        self._columns: dict[str, int] = {}
        self._attributes: dict[str, str] = {}
        self._number, self._column = 0, -1

    def feed(self, stream: IO[bytes]) -> Iterator[int]:
        """Parse on, chunk by chunk; each step yields the bytes read so far."""
        return parse(stream, self._parser, self._pieces)

    def take(self) -> list[tuple[int, Row]]:
        """The rows completed since the last call."""
        rows = self._rows
        self._rows = []
        return rows

    def _find_prefix(self, name: str, _: dict[str, str]) -> None:
        """The root tells how the elements are prefixed; then the real handlers take over."""
        if local(name) != "worksheet":
            raise BrokenBook
        prefix = name[: -len("worksheet")]
        self._cell_tag, self._row_tag = f"{prefix}c", f"{prefix}row"
        self._value_tags = {f"{prefix}v", f"{prefix}t"}
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._value_tags:
            self._parser.CharacterDataHandler = self._pieces.append
        elif name == self._cell_tag:
            self._attributes = attributes
            self._column = min(self._column + 1, MAX_COLUMNS)
        elif name == self._row_tag:
            self._number = int(attributes.get("r", self._number + 1))
            self._column = -1

    def _end(self, name: str) -> None:
        if name in self._value_tags:
            self._parser.CharacterDataHandler = None
        elif name == self._cell_tag:
            self._place(self._attributes)
        elif name == self._row_tag and self._row:
            self._rows.append((self._number, tuple(self._row)))
            self._row.clear()

    def _place(self, attributes: dict[str, str]) -> None:
        """Put the finished cell into its column; cells without an address follow one another."""
        reference = attributes.get("r")
        if reference is not None:
            letters = reference.rstrip("0123456789")
            try:
                self._column = self._columns[letters]
            except KeyError:
                self._column = self._columns[letters] = min(_column(letters), MAX_COLUMNS)
        pieces, row, column = self._pieces, self._row, self._column
        if not pieces:
            return
        value = self._convert(attributes, pieces[0] if len(pieces) == 1 else "".join(pieces))
        pieces.clear()
        if column == len(row):
            row.append(value)
        else:
            row.extend([EMPTY] * (column + 1 - len(row)))
            row[column] = value


def _converter(strings: SharedStrings, book: Book) -> Callable[[dict[str, str], str], Cell]:
    shown, epoch = book.shown, book.epoch

    def convert(attributes: dict[str, str], text: str) -> Cell:
        kind = attributes.get("t", "n")
        if kind == "s":
            return strings[int(text)]
        if kind == "n":
            style = attributes.get("s", "")
            return (
                from_serial(float(text), shown[style], epoch)
                if style in shown
                else from_number(text)
            )
        if kind == "b":
            return text.strip() == "1"
        return unescaped(text)

    return convert


def _column(letters: str) -> int:
    """The index of a column from its letters; KeyError when they are none."""
    if len(letters) > 3:
        raise BrokenBook
    column = 0
    for letter in letters:
        column = column * 26 + LETTERS[letter]
    return column - 1
