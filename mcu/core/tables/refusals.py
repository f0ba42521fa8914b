"""What cannot be read, told apart by content before anything opens it, with a sentence for each.

No file name is believed: the first bytes and the directory of the archive decide.
"""

import zipfile
from enum import StrEnum
from typing import IO

from mcu.core.errors import RuleViolation

MEGABYTE = 2**20
SIZE_LIMIT = 300 * MEGABYTE
TEXT_LIMIT = 1200 * MEGABYTE  # CSV is not packed: 400,000 rows of the widest export take 550
UNPACKED_LIMIT = 4096 * MEGABYTE  # 400,000 rows of the widest known export unpack to a third of it
PART_LIMIT = 32 * MEGABYTE  # of a part that is read whole
RATIO_LIMIT = 150  # real sheets pack 10 to 40 times, a bomb a thousand times
RATIO_MATTERS = 20 * MEGABYTE
ENTRIES_LIMIT = 5000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "Откройте его в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»."
DAMAGED = "Скачайте или выгрузите его ещё раз."


class Format(StrEnum):
    """What the content is; `xlsx` stands for xlsm too (macros are never run)."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


KNOWN_STRANGERS = (
    (b"%PDF", "документ PDF"),
    (b"\xff\xd8\xff", "картинка JPEG"),
    (b"\x89PNG", "картинка PNG"),
    (b"GIF8", "картинка GIF"),
    (b"Rar!", "архив RAR"),
    (b"7z\xbc\xaf\x27\x1c", "архив 7-Zip"),
    (b"\x1f\x8b", "архив GZIP"),
    (b"{\\rtf", "документ RTF"),
    (b"MZ", "программа"),
    (b"\x7fELF", "программа"),
)
STRANGE_ZIPS = (
    ("word/", "документ Word"),
    ("ppt/", "презентация PowerPoint"),
    ("xl/workbook.bin", "двоичная книга Excel (.xlsb)"),
)
OLE_STREAMS = (  # names in the directory of an OLE file are in UTF-16
    ("EncryptedPackage", "password"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "Word"),
    ("PowerPoint Document", "PowerPoint"),
)


def refusal(name: str, what: str, remedy: str, code: str) -> RuleViolation:
    """The refusal of this file, to be raised: what is the matter, what to do."""
    return RuleViolation(f"Файл «{name}» {what}. {remedy}", code=code)


def broken(name: str) -> RuleViolation:
    return refusal(name, "повреждён и не читается", DAMAGED, "file_broken")


def locked(name: str) -> RuleViolation:
    remedy = "Снимите пароль (Excel: Файл → Сведения → Защита книги) и загрузите снова."
    return refusal(name, "закрыт паролем", remedy, "file_password")


def stranger(name: str, what: str) -> RuleViolation:
    remedy = "Нужна таблица xlsx, xls, ods или csv."
    return refusal(name, f"— это {what}, а не таблица", remedy, "file_format")


def empty(name: str) -> RuleViolation:
    return refusal(name, "пуст: в нём нет ни одной строки", "Проверьте выгрузку.", "file_empty")


def wide(name: str, limit: int) -> RuleViolation:
    what = f"не похож на выгрузку: в нём больше {limit} столбцов"
    return refusal(name, what, "Оставьте в таблице только нужные столбцы.", "file_wide")


def heavy(name: str) -> RuleViolation:
    remedy = "Такие файлы бывают опасны. Разделите выгрузку на части по периодам."
    return refusal(name, "распаковывается в слишком большой объём", remedy, "file_bomb")


def format_of(file: IO[bytes], name: str, *, limit: int | None = None) -> Format:
    """Look at size and content; RuleViolation for everything that is not a readable table.

    `limit` in bytes; by default SIZE_LIMIT, and TEXT_LIMIT for CSV.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise empty(name)
    start = file.read(4096)
    file.seek(0)
    packed = start.startswith((b"PK", OLE))
    allowed = limit or (SIZE_LIMIT if packed else TEXT_LIMIT)
    if size > allowed:
        remedy = "Разделите выгрузку на части по периодам."
        raise refusal(name, f"больше {allowed // MEGABYTE} МБ", remedy, "file_size")
    if start.startswith(b"PK"):
        return _zip_format(file, name)
    if packed:
        return _ole_format(file, name)
    _check_text(start, name)
    return Format.CSV


def open_zip(file: IO[bytes], name: str) -> zipfile.ZipFile:
    """The archive, after its directory was checked: size, ratio, number of parts, passwords."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise broken(name) from None
    entries = archive.infolist()
    if len(entries) > ENTRIES_LIMIT or sum(e.file_size for e in entries) > UNPACKED_LIMIT:
        raise heavy(name)
    for entry in entries:
        packed_tight = entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1)
        if entry.file_size > RATIO_MATTERS and packed_tight:
            raise heavy(name)
        if entry.flag_bits & 1:
            raise locked(name)
    return archive


def _zip_format(file: IO[bytes], name: str) -> Format:
    with open_zip(file, name) as archive:
        names = [entry.lower().replace("\\", "/") for entry in archive.namelist()]
        kind = _first_bytes(archive, "mimetype", name)
    file.seek(0)
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Format.ODS
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        raise stranger(name, "документ LibreOffice")
    for start, what in STRANGE_ZIPS:
        if any(entry.startswith(start) for entry in names):
            raise stranger(name, what)
    if not any(entry.startswith("xl/") for entry in names):
        raise stranger(name, "архив ZIP")
    return Format.XLSX


def _first_bytes(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    if part not in archive.namelist():
        return b""
    try:
        with archive.open(part) as stream:
            return stream.read(100)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise broken(name) from None


def _ole_format(file: IO[bytes], name: str) -> Format:
    streams = _ole_streams(file)
    for stream, kind in OLE_STREAMS:
        if stream in streams:
            if kind == "password":
                raise locked(name)
            if kind != "xls":
                raise stranger(name, f"документ {kind}")
            return Format.XLS
    raise broken(name)


def _ole_streams(file: IO[bytes]) -> set[str]:
    """Which of the telling names stand anywhere in the file, read piece by piece."""
    names = {stream: stream.encode("utf-16-le") for stream, _ in OLE_STREAMS}
    overlap = max(len(encoded) for encoded in names.values())
    found: set[str] = set()
    tail = b""
    while piece := file.read(MEGABYTE):
        window = tail + piece
        found |= {stream for stream, encoded in names.items() if encoded in window}
        tail = window[-overlap:]
    file.seek(0)
    return found


def _check_text(start: bytes, name: str) -> None:
    for signature, what in KNOWN_STRANGERS:
        if start.startswith(signature):
            raise stranger(name, what)
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")):
        raise refusal(
            name, "— веб-страница или XML, сохранённые как таблица", SAVE_AS, "file_format"
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if b"\x00" in start or sum(byte < 9 or 13 < byte < 32 for byte in start) > 8:
        raise stranger(name, "двоичные данные")
