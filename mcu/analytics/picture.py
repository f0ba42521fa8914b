"""A chart as a picture, drawn by a process of its own: what draws takes more memory than a page may."""

import json
import subprocess
import sys
from typing import Any

from mcu.core.errors import RuleViolation

WIDTH, SCALE, LONGEST = 900, 2, 60  # pixels, times, seconds
COLOUR, FONT = "#2563a8", "PT Sans, DejaVu Sans, sans-serif"
CODE = (
    "import sys, vl_convert; sys.stdout.buffer.write("
    f"vl_convert.vegalite_to_png(sys.stdin.buffer.read().decode(), scale={SCALE}, format_locale='ru-RU'))"
)
FAILED = "Картинку нарисовать не удалось. Повторите или возьмите таблицу: xlsx, csv, docx."


def png(chart: dict[str, Any]) -> bytes:
    """The picture of a chart that says how wide it is."""
    config = {"font": FONT, "mark": {"color": COLOUR}, "view": {"stroke": None}}
    whole = chart | {"background": "white", "config": config}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", CODE], input=json.dumps(whole).encode(),
            capture_output=True, timeout=LONGEST, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError) as failed:
        raise RuleViolation(FAILED) from failed
    return done.stdout
