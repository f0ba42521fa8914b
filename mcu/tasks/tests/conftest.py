"""The invented town of cases, with tasks in it."""

import struct
import zlib
from datetime import datetime

import pytest

from mcu.cases.tests.conftest import Town, elsewhere, files_folder, sign_in, town, web
from mcu.org.rules.roles import Actor
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.models import Task

__all__ = ["Town", "elsewhere", "files_folder", "sign_in", "town", "web"]


@pytest.fixture
def tasked(town):
    """Set a task in the town: `tasked(title, **what)`."""

    def make(
        title: str = "Засыпать яму",
        *,
        by: Actor | None = None,
        now: datetime | None = None,
        about=None,
        **given,
    ) -> Task:
        values = {"executor": town.executor, "body": town.roads} | given
        more = {"about": about} if about else {}
        return set_task(
            municipality=town.place,
            what=What(title=title, **values),
            by=by or town.actor(),
            now=now,
            **more,
        )

    return make


def marked_jpeg(turned: int = 6) -> bytes:
    """A picture of one dot with the marks of a camera: place, maker, way of holding, a comment, and a
    stowaway behind its end."""
    tags = [
        _tag(0x010F, 2, 8, 26 + 36),  # maker
        _tag(0x0112, 3, 1, turned << 16),
        _tag(0x8825, 4, 1, 200),  # place
    ]
    body = b"MM\x00*" + struct.pack(">IH", 8, len(tags)) + b"".join(tags) + struct.pack(">I", 0)
    body += b"KameraX\x00" + b"GPS 57.0 41.4".ljust(200, b"\x00")
    exif = b"Exif\x00\x00" + body
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + _segment(0xE1, exif)
        + _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x>GPS 57.0</x>")
        + _segment(0xFE, b"comment of KameraX")
        + DOT
        + b"\xff\xd9"
        + b"PK\x03\x04 stowaway"
    )


def marked_png() -> bytes:
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", header),
            (b"tEXt", b"Author\x00KameraX"),
            (b"eXIf", b"MM\x00*GPS"),
            (b"IDAT", zlib.compress(b"\x00\xff\x00\x00")),
            (b"IEND", b""),
        )
    )


def marked_webp() -> bytes:
    size = b"\x00\x00\x00"
    vp8x = bytes([0x08 | 0x04]) + b"\x00\x00\x00" + size + size
    parts = [
        (b"VP8X", vp8x),
        (b"VP8L", b"\x2f\x00\x00\x00\x00\x07\x10\xfd\x8f\xfe\x07\x22\xa2\xff\x01\x00"),
    ]
    parts += [(b"EXIF", b"GPS 57.0"), (b"XMP ", b"KameraX")]
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _tag(name: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack(">HHII", name, kind, count, value)


def _segment(code: int, body: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(body) + 2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


# One grey dot, baseline: quantization, frame, codes, scan.
DOT = (
    _segment(0xDB, b"\x00" + b"\x01" * 64)
    + _segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
    + _segment(0xC4, b"\x00" + b"\x00\x01" + b"\x00" * 14 + b"\x00")
    + _segment(0xC4, b"\x10" + b"\x01" + b"\x00" * 15 + b"\x00")
    + _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    + b"\x2f"
)
