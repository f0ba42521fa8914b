"""Pictures drawn anew: nothing of the file but the picture itself goes on.

Marks of place, time and camera, comments, thumbnails and whatever stands behind the end are left
out, because only the dots are taken over. How large a picture is is asked before it is unpacked.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from mcu.core.errors import RuleViolation

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
# A picture of a telephone has 12 to 50 million dots; a packed plane of one colour may have billions.
MOST_DOTS = {"JPEG": 64_000_000}
MOST_OTHERS = 40_000_000
MOST_SIDE = 6000
PREVIEW = 480
BLOCKS = 6
MOST_REGIONS = 60
Image.MAX_IMAGE_PIXELS = max(MOST_DOTS.values())

BROKEN = "«{name}» повреждён или это не снимок. Сделайте снимок заново и приложите его."
TOO_LARGE = "«{name}» слишком велик: {width} × {height} точек. Уменьшите снимок и приложите снова."
WRONG = (
    OSError, ValueError, SyntaxError, IndexError, TypeError, KeyError, AttributeError,
    EOFError, OverflowError, MemoryError, ZeroDivisionError, RuntimeError, UnidentifiedImageError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, a small one of it for lists."""

    content: bytes
    code: str
    preview: bytes


class Region(NamedTuple):
    """A part of a picture to be hidden, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


def redraw(source: Path | bytes, name: str = "снимок") -> Picture:
    """The picture without marks; RuleViolation in words when it is none or too large."""
    dots = _opened(source, name)
    return Picture(*_packed(dots), _preview(dots))


def hide(source: Path | bytes, regions: Sequence[Region], name: str = "снимок") -> Picture:
    """The same picture with some parts made into a few squares: what was there cannot be read."""
    dots = _opened(source, name)
    for region in regions[:MOST_REGIONS]:
        _hide(dots, region)
    return Picture(*_packed(dots), _preview(dots))


def _opened(source: Path | bytes, name: str) -> Image.Image:
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source,
                        formats=FORMATS) as picture:  # fmt: skip
            width, height = picture.size
            if width * height > MOST_DOTS.get(picture.format or "", MOST_OTHERS):
                raise RuleViolation(TOO_LARGE.format(name=name, width=width, height=height))
            picture.draft("RGB", (MOST_SIDE, MOST_SIDE))
            return _dots(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise RuleViolation(
            f"«{name}» слишком велик, чтобы его показать. Уменьшите снимок и приложите снова."
        ) from bomb
    except WRONG as wrong:
        raise RuleViolation(BROKEN.format(name=name)) from wrong


def _dots(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, not larger than a side allows, nothing but dots."""
    picture.load()
    turned = ImageOps.exif_transpose(picture)
    clear = "A" in turned.getbands() or "transparency" in turned.info
    dots = turned.convert("RGBA" if clear else "RGB")
    dots.thumbnail((MOST_SIDE, MOST_SIDE))
    dots.info.clear()
    dots.format = picture.format
    return dots


def _packed(dots: Image.Image) -> tuple[bytes, str]:
    photo = dots.mode == "RGB" and dots.format in {"JPEG", "WEBP"}
    out = io.BytesIO()
    dots.save(out, "JPEG" if photo else "PNG", **({"quality": 88} if photo else {}))
    return out.getvalue(), "jpeg" if photo else "png"


def _preview(dots: Image.Image) -> bytes:
    small = dots.copy()
    small.thumbnail((PREVIEW, PREVIEW))
    if small.mode == "RGBA":
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        small = white
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def _hide(dots: Image.Image, region: Region) -> None:
    box = _box(region, *dots.size)
    if box is None:
        return
    part = dots.crop(box)
    few = part.resize((min(BLOCKS, part.width), min(BLOCKS, part.height)), Image.Resampling.BOX)
    dots.paste(few.resize(part.size, Image.Resampling.NEAREST), box)


def _box(region: Region, width: int, height: int) -> tuple[int, int, int, int] | None:
    """The part in dots, inside the picture; None when nothing of it is."""
    sides = [region.left, region.top, region.left + region.width, region.top + region.height]
    left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in sides)
    box = (
        int(left * width),
        int(top * height),
        -int(-right * width // 1),
        -int(-bottom * height // 1),
    )
    return box if box[0] < box[2] and box[1] < box[3] else None
