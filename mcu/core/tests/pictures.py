"""Pictures for tests, made on the spot."""

import io

from PIL import Image, ImageDraw


def photo(
    words: str = "", size: tuple[int, int] = (64, 48), form: str = "JPEG", **more: object
) -> bytes:
    """A picture with a few words on it, so that two are told apart."""
    picture = Image.new("RGB", size, "#7d8ca3")
    ImageDraw.Draw(picture).text((4, 4), words.encode("ascii", "replace").decode(), fill="white")
    out = io.BytesIO()
    picture.save(out, form, **more)  # type: ignore[arg-type]
    return out.getvalue()
