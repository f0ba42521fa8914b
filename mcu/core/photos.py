"""Photos from strangers: told by their structure, kept without marks of place, time and camera.

The picture itself is not decoded or packed again: segments that a picture does not need are left
out, and everything behind its end. So nothing is lost of it, and no hostile picture is unpacked here.
Only the way the camera was held is kept, or photos would lie on their side.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from mcu.core.errors import RuleViolation

MOST_SIDE = 20_000
MOST_PIXELS = 120_000_000
PNG = b"\x89PNG\r\n\x1a\n"
# Everything that makes the picture; tEXt, eXIf, tIME and whatever else may stand in a file go.
PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"}
)
WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
EXIF_FLAG, XMP_FLAG, ICC_FLAG, ANIMATION_FLAG = 0x08, 0x04, 0x20, 0x02
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# JFIF and the mark of Adobe that says how colours are stored; comments and the other APPn go.
APP_KEPT = {0xE0: b"JFIF\x00", 0xEE: b"Adobe"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A cleaned picture and what it is."""

    content: bytes
    mime: str


def clean(content: bytes, name: str = "снимок") -> Photo:
    """The picture without marks; RuleViolation in words when it is no picture of a known kind."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return Photo(_jpeg(content), "image/jpeg")
        if content.startswith(PNG):
            return Photo(_png(content), "image/png")
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return Photo(_webp(content), "image/webp")
    except (ValueError, IndexError, struct.error) as wrong:
        raise RuleViolation(
            f"«{name}» повреждён или это не снимок. Сделайте снимок заново и приложите его."
        ) from wrong
    raise RuleViolation(
        f"«{name}» — не снимок. Принимаются фотографии JPEG, PNG и WebP; "
        "телефон с HEIC переключите в настройках камеры на «наиболее совместимые»."
    )


def _jpeg(data: bytes) -> bytes:
    kept, framed = [b"\xff\xd8"], False
    for code, segment in _segments(data):
        if code in FRAMES:
            _check_size(*struct.unpack(">HH", segment[5:9]))
            framed = True
        if code == 0xE1:
            kept.append(_turned(segment))
        elif not (0xE0 <= code <= 0xEF or code == 0xFE) or _is_kept(code, segment):
            kept.append(segment)
    if not framed or len(kept) < 3:
        raise ValueError("a picture without a frame or without a scan")
    return b"".join([*kept, b"\xff\xd9"])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Mark and segment up to the end of the picture; a scan goes with its packed picture."""
    at = 2
    while data[at + 1] != 0xD9:
        code = data[at + 1]
        if data[at] != 0xFF:
            raise ValueError("a segment must begin with a mark")
        if code == 0xFF or code in STANDALONE:
            at += 1 if code == 0xFF else 2
            continue
        size = struct.unpack(">H", data[at + 2 : at + 4])[0]
        end = at + 2 + size
        if size < 2 or end > len(data):
            raise ValueError("a segment goes beyond the end")
        if code == 0xDA:
            end = _scan_end(data, end)
        yield code, data[at:end]
        at = end


def _is_kept(code: int, segment: bytes) -> bool:
    beginning = APP_KEPT.get(code)
    return beginning is not None and segment[4:].startswith(beginning)


def _scan_end(data: bytes, at: int) -> int:
    """Where the packed picture ends: at a mark that is neither an escape nor a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _turned(segment: bytes) -> bytes:
    """A segment that says nothing but how the camera was held; empty where it was held straight."""
    held = _orientation(segment[4:])
    if not 2 <= held <= 8:
        return b""
    tag = struct.pack(">HHIHH", 0x0112, 3, 1, held, 0)
    exif = b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 1) + tag + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _orientation(exif: bytes) -> int:
    """0 when it is not said or cannot be read: the rest of the segment is not looked at."""
    if not exif.startswith(b"Exif\x00\x00"):
        return 0
    body = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(body[:2])
    if order is None:
        return 0
    try:
        first = struct.unpack(f"{order}I", body[4:8])[0]
        count = struct.unpack(f"{order}H", body[first : first + 2])[0]
        for number in range(min(count, 200)):
            start = first + 2 + 12 * number
            if struct.unpack(f"{order}H", body[start : start + 2])[0] == 0x0112:
                return int(struct.unpack(f"{order}H", body[start + 8 : start + 10])[0])
    except struct.error:
        return 0
    return 0


def _png(data: bytes) -> bytes:
    kept, at, last = [PNG], len(PNG), b""
    first = True
    while last != b"IEND":
        size, name = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at : at + 12 + size]
        body, checksum = chunk[4:-4], struct.unpack(">I", chunk[-4:])[0]
        if len(chunk) != 12 + size or zlib.crc32(body) != checksum:
            raise ValueError("a chunk is broken")
        if first != (name == b"IHDR"):
            raise ValueError("the header must be first and only once")
        if first:
            width, height = struct.unpack(">II", chunk[8:16])
            _check_size(height, width)
        if name in PNG_KEPT:
            kept.append(chunk)
        at, last, first = at + 12 + size, name, False
    if not any(chunk[4:8] == b"IDAT" for chunk in kept):
        raise ValueError("a picture without a picture")
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    end = min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    kept, at, drawn = [], 12, False
    while at + 8 <= end:
        name, size = struct.unpack("<4sI", data[at : at + 8])
        chunk = data[at : at + 8 + size + size % 2]
        if len(chunk) < 8 + size:
            raise ValueError("a chunk is cut off")
        if name == b"VP8X":
            chunk = _still(chunk)
        drawn = drawn or name in {b"VP8 ", b"VP8L"}
        if name in WEBP_KEPT:
            kept.append(chunk)
        at += len(chunk)
    if not drawn:
        raise ValueError("a picture without a picture")
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _still(chunk: bytes) -> bytes:
    """The header of a large WebP without the promise of what is left out."""
    flags = chunk[8]
    if flags & ANIMATION_FLAG:
        raise ValueError("a film is no photo")
    width, height = (int.from_bytes(chunk[at : at + 3], "little") + 1 for at in (12, 15))
    _check_size(height, width)
    return chunk[:8] + bytes([flags & ~(EXIF_FLAG | XMP_FLAG | ICC_FLAG)]) + chunk[9:]


def _check_size(height: int, width: int) -> None:
    if not (0 < height <= MOST_SIDE and 0 < width <= MOST_SIDE and height * width <= MOST_PIXELS):
        raise ValueError("the picture is too large to be shown")
