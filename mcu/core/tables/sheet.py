"""One worksheet, chunk by chunk: plain rows at once by patterns, everything else by the XML parser.

Nearly every row of every file is written in the same few forms. A pattern reads those three times
faster than a parser that reports forty million elements of a large file one by one; what
does not fit the pattern to the letter is left to the parser, so that both give the same rows.
"""

import re
import string
from collections.abc import Callable, Iterator
from typing import IO

from mcu.core.tables.cells import EMPTY, MAX_COLUMNS, Cell, Row, from_number, from_serial
from mcu.core.tables.workbook import (
    CHUNK,
    TOKEN_LIMIT,
    Book,
    BrokenBook,
    SharedStrings,
    check_pieces,
    local,
    new_parser,
    unescaped,
)

Convert = Callable[[str, str, str], Cell]

LETTERS = {letter: index for index, letter in enumerate(string.ascii_uppercase, 1)}
HELD_LIMIT = 4 * CHUNK  # bytes that wait for the end of their row; longer rows are parsed
ROW_END = "</row>"
CONTROL = bytes({*range(32)} - {9, 10})  # with the carriage return, which XML turns into others

_UTF_8 = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml(?![^>]*encoding=(?![\"']utf-8[\"']))|<\w)", re.I)
_ROW = re.compile(r'\s*<row r="(\d{1,7})"[^<>]*(?<!/)>')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d+)")?(?: t="(\w+)")?'
    r'(?:/>|>(?:<v>([^<]+)</v>|<is><t(?: xml:space="preserve")?>([^<]+)</t></is>)</c>)'
)
_REFERENCE = re.compile("&(?:amp|lt|gt|quot|apos);")
_REFERENCES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_OF_EMPTY, _OF_VALUE, _OF_TEXT = 1, 4, 6  # brackets that open in a cell of each form


class SheetParser:
    """Turns a worksheet into rows; formulas are passed over for their results."""

    def __init__(self, strings: SharedStrings, book: Book) -> None:
        self._convert = _converter(strings, book)
        self._columns = _Columns()
        self._elements = _Elements(self._convert, self._columns)
        self._parser = self._elements.parser
        self._quick = True
        self._fed = 0

    def feed(self, stream: IO[bytes]) -> Iterator[int]:
        """Parse on, chunk by chunk; each step yields the bytes read so far."""
        read, held = 0, b""
        while chunk := stream.read(CHUNK):
            if not read:
                self._quick = _UTF_8.match(chunk) is not None
            read += len(chunk)
            held = self._take_in(held + chunk) if self._quick else self._slowly(held + chunk)
            yield read
        self._slowly(held)
        self._parser.Parse(b"", True)
        yield read

    def take(self) -> list[tuple[int, Row]]:
        """The rows completed since the last call."""
        rows = self._elements.rows
        self._elements.rows = []
        return rows

    def _take_in(self, chunk: bytes) -> bytes:
        """Read all whole rows; the rest of the chunk is given back, to be read with the next."""
        if b"<!" in chunk:  # a comment may hold anything, also what looks like rows
            self._quick = False
            return self._slowly(chunk)
        end = chunk.rfind(ROW_END.encode())
        if end < 0:
            return self._slowly(chunk) if len(chunk) > HELD_LIMIT else chunk
        end += len(ROW_END)
        whole, rest = chunk[:end], chunk[end:]
        if len(whole.translate(None, CONTROL)) < len(whole):
            self._slowly(whole)
        else:
            self._quickly(whole.decode().split(ROW_END)[:-1])
        return rest

    def _quickly(self, rows: list[str]) -> None:
        """Read the rows that fit the pattern and have the others parsed."""
        for text in rows:
            start = _ROW.match(text)
            row = self._row(text[start.end() :]) if start else None
            if start and row is not None:
                self._elements.add(int(start[1]), row)
            else:
                self._slowly(f"{text}{ROW_END}".encode())

    def _slowly(self, part: bytes) -> bytes:
        self._parser.Parse(part)
        self._fed += len(part)
        if self._fed - self._parser.CurrentByteIndex > TOKEN_LIMIT:
            raise BrokenBook
        check_pieces(self._elements.pieces)
        return b""

    def _row(self, text: str) -> list[Cell] | None:
        """The cells of a row, or None when there is more in it than the pattern knows."""
        escaped = "&" in text
        if escaped and len(_REFERENCE.findall(text)) != text.count("&"):
            return None
        columns, convert, row = self._columns, self._convert, list[Cell]()
        brackets = 0
        for letters, style, kind, value, inline in _CELL.findall(text):
            brackets += _OF_TEXT if inline else _OF_VALUE if value else _OF_EMPTY
            cell = inline or value
            if not cell:
                continue
            if escaped and "&" in cell:
                cell = _REFERENCE.sub(_referred, cell)
            if value or "_x" in cell:
                cell = convert(kind, style, cell)
            column = columns[letters]
            if column == len(row):
                row.append(cell)
            else:
                put(row, column, cell)
        return row if text.count("<") == brackets else None


class _Elements:
    """The handlers of the XML parser: they run for every element, so they stay plain."""

    def __init__(self, convert: Convert, columns: "_Columns") -> None:
        self.parser = new_parser()
        self.parser.StartElementHandler = self._find_prefix
        self.pieces: list[str] = []
        self.rows: list[tuple[int, Row]] = []
        self._convert, self._columns = convert, columns
        self._row: list[Cell] = []
        self._attributes: dict[str, str] = {}
        self._number, self._column = 0, -1

    def add(self, number: int, row: list[Cell]) -> None:
        """Take a finished row; one without a number follows the last."""
        self._number = number
        if row:
            self.rows.append((number, tuple(row)))

    def _find_prefix(self, name: str, _: dict[str, str]) -> None:
        """The root tells how the elements are prefixed; then the real handlers take over."""
        if local(name) != "worksheet":
            raise BrokenBook
        prefix = name[: -len("worksheet")]
        self._cell_tag, self._row_tag = f"{prefix}c", f"{prefix}row"
        self._value_tags = {f"{prefix}v", f"{prefix}t"}
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._value_tags:
            self.parser.CharacterDataHandler = self.pieces.append
        elif name == self._cell_tag:
            self._attributes = attributes
            self._column = min(self._column + 1, MAX_COLUMNS)
        elif name == self._row_tag:
            self._number = int(attributes.get("r", self._number + 1))
            self._column = -1

    def _end(self, name: str) -> None:
        if name in self._value_tags:
            self.parser.CharacterDataHandler = None
        elif name == self._cell_tag:
            self._place(self._attributes)
        elif name == self._row_tag:
            self.add(self._number, self._row)
            self._row = []

    def _place(self, attributes: dict[str, str]) -> None:
        """Put the finished cell into its column; cells without an address follow one another."""
        reference = attributes.get("r")
        if reference is not None:
            self._column = self._columns[reference.rstrip("0123456789")]
        if self.pieces:
            kind, style = attributes.get("t", ""), attributes.get("s", "")
            put(self._row, self._column, self._convert(kind, style, "".join(self.pieces)))
            self.pieces.clear()


class _Columns(dict[str, int]):
    """The index of a column by its letters, each counted once; KeyError when they are none."""

    def __missing__(self, letters: str) -> int:
        if len(letters) > 3:
            raise BrokenBook
        column = 0
        for letter in letters:
            column = column * 26 + LETTERS[letter]
        self[letters] = found = min(column - 1, MAX_COLUMNS)
        return found


def put(row: list[Cell], column: int, cell: Cell) -> None:
    """Set the cell, with empty ones before it where the row is shorter."""
    row.extend([EMPTY] * (column + 1 - len(row)))
    row[column] = cell


def _converter(strings: SharedStrings, book: Book) -> Convert:
    """What a cell holds, by its type, its style and its text as written."""
    shown, epoch = book.shown, book.epoch

    def convert(kind: str, style: str, text: str) -> Cell:
        if kind == "s":
            return strings[int(text)]
        if kind in {"", "n"}:
            if style in shown:
                return from_serial(float(text), shown[style], epoch)
            return from_number(text)
        if kind == "b":
            return text.strip() == "1"
        return unescaped(text)

    return convert


def _referred(reference: re.Match[str]) -> str:
    return _REFERENCES[reference[0]]
