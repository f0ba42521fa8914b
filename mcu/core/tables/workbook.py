"""The parts of an xlsx around its sheets: which sheets there are, shared texts, number formats."""

import mmap
import posixpath
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from xml.parsers import expat

from mcu.core.tables.cells import EPOCH_1900, EPOCH_1904, Shown, shown_as
from mcu.core.tables.refusals import PART_LIMIT

CHUNK = 2**18
TOKEN_LIMIT = 2**24  # bytes that may pass without the parser finding the end of what it reads
CELL_LIMIT = 2**20  # characters of one cell; a spreadsheet allows 32 thousand
STRINGS_LIMIT = 20_000_000

Handler = Callable[[str, dict[str, str]], None]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class BrokenBook(Exception):
    """The parts do not make a workbook; whoever reads it turns this into a refusal."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet and where it lies in the archive."""

    title: str
    path: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """What is needed to read sheets: their list, formats that mean dates, the start of time."""

    sheets: list[SheetPart] = field(default_factory=list)
    shown: dict[str, Shown] = field(default_factory=dict)
    epoch: datetime = EPOCH_1900
    strings_path: str | None = None


def parse(stream: IO[bytes], parser: expat.XMLParserType, pieces: list[str]) -> Iterator[int]:
    """Feed the stream to the parser, yielding bytes fed so far; BrokenBook when it grows wild."""
    fed = 0
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > TOKEN_LIMIT:
            raise BrokenBook
        check_pieces(pieces)
        yield fed
    parser.Parse(b"", True)


def new_parser() -> expat.XMLParserType:
    """A parser that knows no declarations of entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def check_pieces(pieces: list[str]) -> None:
    """BrokenBook when the text of one cell grows wild."""
    if sum(map(len, pieces)) > CELL_LIMIT:
        raise BrokenBook


def read_book(archive: zipfile.ZipFile) -> Book:
    """Read the list of sheets and formats. BrokenBook, and the errors of zip and XML."""
    parts = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    main = next(iter(_relations(archive, parts, "", "/officeDocument").values()), "xl/workbook.xml")
    if main.lower() not in parts:
        raise BrokenBook
    book = Book()
    worksheets = _relations(archive, parts, main, "/worksheet")
    _read_sheets(archive, parts[main.lower()], book, worksheets, parts)
    for path in _relations(archive, parts, main, "/styles").values():
        if path.lower() in parts:
            _read_styles(archive, parts[path.lower()], book)
    for path in _relations(archive, parts, main, "/sharedStrings").values():
        book.strings_path = parts.get(path.lower())
    return book


class SharedStrings:
    """The shared texts of a workbook, kept in a temporary file: memory stays constant."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        self._ends = array("Q", [0])
        self._bytes: bytes | mmap.mmap = b""
        if stream is not None:
            with tempfile.TemporaryFile() as file:
                self._fill(stream, file)
                if self._ends[-1]:
                    file.flush()
                    self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __getitem__(self, index: int) -> str:
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode()

    def close(self) -> None:
        """Give the temporary file back."""
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()

    def _fill(self, stream: IO[bytes], file: IO[bytes]) -> None:
        parser, pieces = new_parser(), list[str]()
        ends = self._ends

        def start(name: str, _: dict[str, str]) -> None:
            if local(name) == "t":
                parser.CharacterDataHandler = pieces.append

        def end(name: str) -> None:
            parser.CharacterDataHandler = None
            if local(name) == "si":
                written = file.write(unescaped("".join(pieces)).encode("utf-8", "replace"))
                ends.append(ends[-1] + written)
                pieces.clear()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        for _ in parse(stream, parser, pieces):
            if len(ends) > STRINGS_LIMIT:
                raise BrokenBook


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


def unescaped(text: str) -> str:
    """Control characters that the format spells out (`_x000D_`) put back; zero bytes dropped."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\x00", "")


def _refuse_doctype(*_: object) -> None:
    raise BrokenBook  # no spreadsheet has one; entities that grow on expansion begin with it


def _each_element(archive: zipfile.ZipFile, part: str, visit: Handler) -> None:
    if archive.getinfo(part).file_size > PART_LIMIT:
        raise BrokenBook
    parser = new_parser()
    parser.StartElementHandler = lambda name, attributes: visit(local(name), attributes)
    with archive.open(part) as stream:
        for _ in parse(stream, parser, []):
            pass


def _relations(
    archive: zipfile.ZipFile, parts: dict[str, str], source: str, kind: str
) -> dict[str, str]:
    """Targets of the relations of one kind, by their identifier."""
    folder, name = posixpath.split(source)
    part = parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    found: dict[str, str] = {}

    def visit(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith(kind):
            target = posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/"))
            found[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    if part:
        _each_element(archive, part, visit)
    return found


def _read_sheets(
    archive: zipfile.ZipFile,
    part: str,
    book: Book,
    targets: dict[str, str],
    parts: dict[str, str],
) -> None:
    def visit(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            book.epoch = EPOCH_1904
        if name != "sheet":
            return
        identifier = next((v for k, v in attributes.items() if local(k) == "id" and ":" in k), "")
        path = parts.get(targets.get(identifier, "").lower())
        if path:
            hidden = attributes.get("state", "visible") != "visible"
            book.sheets.append(SheetPart(attributes.get("name", ""), path, hidden))

    _each_element(archive, part, visit)


def _read_styles(archive: zipfile.ZipFile, part: str, book: Book) -> None:
    codes: dict[str, str] = {}
    inside = False
    count = 0

    def visit(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, count
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "cellStyles", "dxfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            identifier = attributes.get("numFmtId", "0")
            shown = shown_as(int(identifier), codes.get(identifier))
            if shown:
                book.shown[str(count)] = shown
            count += 1

    _each_element(archive, part, visit)
