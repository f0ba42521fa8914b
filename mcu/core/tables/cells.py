"""What a cell is, whatever file it came from: text, a number or a flag.

Dates and durations become text of one form (`2026-03-06 17:00:00`, `26:05:00`), so that
CSV and spreadsheets speak the same words and every cell can go into JSON as it is.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Any

Cell = str | int | float | bool
Row = tuple[Cell, ...]

EMPTY = ""
MAX_COLUMNS = 200
EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 (a serial has no zone)
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
LAST_SERIAL = 2_958_466  # the first day that a spreadsheet cannot show, 1 January 10000
FIRST_DAY = 366  # a smaller serial with a date format is a time of day or a span
LONGEST_SPAN = 30_000  # days; a greater number shown as a time of day is a moment of 1982 or later

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|am/pm|a/p', re.IGNORECASE)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BUILTIN_DATES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_BUILTIN_SPANS = {18, 19, 20, 21, 45, 46, 47}


class Shown(Enum):
    """How a number with a format is to be understood."""

    MOMENT = auto()
    SPAN = auto()


def shown_as(format_id: int, code: str | None) -> Shown | None:
    """What a number format means: a moment, a span (time of day or longer), or just a number."""
    if code is None:
        if format_id in _BUILTIN_DATES:
            return Shown.MOMENT
        return Shown.SPAN if format_id in _BUILTIN_SPANS else None
    bare = _QUOTED.sub("", code.split(";")[0]).lower()
    if _SPAN.search(bare):
        return Shown.SPAN
    if bare in {"general", "standard"}:
        return None
    if "y" in bare or "d" in bare:
        return Shown.MOMENT
    if "h" in bare or "s" in bare:
        return Shown.SPAN
    return Shown.MOMENT if "m" in bare else None


def from_number(text: str) -> Cell:
    """A number as written in the file; whole numbers stay whole however long. ValueError."""
    return int(text) if text.isdecimal() else from_float(float(text))


def from_float(number: float) -> Cell:
    """A whole number as int; what is no number at all, as text (JSON has no word for it)."""
    if not math.isfinite(number):
        return str(number)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def from_serial(number: float, shown: Shown, epoch: datetime = EPOCH_1900) -> Cell:
    """A date or span of a spreadsheet (days since the epoch) as text; what cannot be stays."""
    if not 0 <= number < LAST_SERIAL:
        return from_float(number)
    if number < FIRST_DAY or (shown is Shown.SPAN and number < LONGEST_SPAN):
        return _clock(round(number * 86_400_000))
    moment = epoch + timedelta(seconds=round(number * 86_400))
    return moment_text(moment)


def moment_text(moment: datetime) -> str:
    """`2026-03-06 17:00:00`; a day without time as `2026-03-06`."""
    return str(moment)[:19] if moment.time() != time.min else str(moment)[:10]


def span_text(span: timedelta) -> str:
    """`26:05:00`, with thousandths where there are any."""
    return _clock(round(span.total_seconds() * 1000))


def _clock(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    minutes = seconds // 60
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{seconds % 60:02}"
    return f"{clock}.{rest:03}" if rest else clock


def from_python(value: Any) -> Cell:
    """A value of a spreadsheet library as a cell."""
    if value is None:
        return EMPTY
    if isinstance(value, float):
        return from_float(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, timedelta):
        return span_text(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value if isinstance(value, (str, int)) else str(value)


def is_blank(row: Sequence[Cell]) -> bool:
    """Nothing but empty cells, spaces and the lone apostrophes that some exports leave."""
    return not any(
        cell.strip(" \t\r\n\xa0'") if isinstance(cell, str) else cell is not None for cell in row
    )
