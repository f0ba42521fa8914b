"""Makes files for the tests of tables: small honest ones of each format, and hostile ones."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(rows: Iterable[Iterable[Any]], **formats: str) -> bytes:
    """An ordinary workbook; `formats` maps a column letter to a number format."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Данные")
        for letters, code in formats.items():
            sheet.set_column(f"{letters}:{letters}", 20, book.add_format({"num_format": code}))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def raw_xlsx(
    sheet: str, *, strings: str = "", book: str = "", extra: Mapping[str, Any] | None = None
) -> bytes:
    """A workbook from the text of its parts, for what no honest program writes."""
    sheets = f'<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>{book}'
    relations = "".join(
        f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for identifier, kind, target in (
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
        )
    )
    root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        **(extra or {}),
    }
    return zipped(parts)


def sheet_of(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def zipped(parts: Mapping[str, Any]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def zip_bomb(megabytes: int) -> bytes:
    """A workbook whose sheet is spaces: a thousand times larger inside."""
    target = io.BytesIO(raw_xlsx(sheet_of("")))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/spaces.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b" " * 2**20)
    return target.getvalue()


def ods(rows: str) -> bytes:
    """A LibreOffice table from the text of its rows."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Лист">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def xls(rows: Iterable[Iterable[str | float]], *, encrypted: bool = False) -> bytes:
    """An Excel 97 workbook with one sheet of texts and numbers."""
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6))
    if encrypted:
        head += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\x01" * 48)
    title = "Лист".encode("utf-16-le")
    offset = len(head) + 4 + 8 + len(title) + 4
    sheet = struct.pack("<IHBB", offset, 0, len(title) // 2, 1) + title
    stream = head + _record(0x85, sheet) + _record(0x0A)
    stream += _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                stream += _record(0x204, place + struct.pack("<HB", len(cell), 1) + text)
            else:
                stream += _record(0x203, place + struct.pack("<d", cell))
    return ole({"Workbook": stream + _record(0x0A)})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of a few streams, each padded to whole sectors past the mini-stream size."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    padded = {n: d + b"\0" * (-len(d) % sector) for n, d in padded.items()}
    fat, body, entries = [0xFFFFFFFD, end], b"", [_entry("Root Entry", 5, 1, end, 0)]
    for number, (name, data) in enumerate(padded.items(), 1):
        start, count = len(fat), len(data) // sector
        fat += [*range(start + 1, start + count), end]
        body += data
        entries.append(_entry(name, 2, free, start, len(data), number + 1, len(padded)))
    fat += [free] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHHHIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1)
    header += struct.pack("<IIIIIII", 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    directory = b"".join(entries).ljust(sector, b"\0")[:sector]
    return header + struct.pack("<128I", *fat) + directory + body


def _entry(
    name: str, kind: int, child: int, start: int, size: int, right: int = 0, last: int = 0
) -> bytes:
    none = 0xFFFFFFFF
    encoded = (name + "\0").encode("utf-16-le")
    sibling = right if right and right <= last else none
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, none, sibling, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
