"""Cells into values: moments, durations, texts, flags, whole numbers.

Every reader takes a cell as it comes (text, number, date object, None), returns None for an empty
one and raises ValueError with a Russian sentence for what cannot be understood.
"""

import re
from collections.abc import Hashable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

EPOCH = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of spreadsheet serials
SERIALS = (20_000, 80_000)  # from 1954 to 2119: a number outside is no date
YEARS = (1990, 2100)
NOTHING = frozenset({"", "'", "-", "–", "—"})
WORDS: dict[Hashable, bool] = {
    "да": True,
    "нет": False,
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
}
WORDS |= {"Да": True, "Нет": False, "1": True, "0": False, "+": True, "истина": True, "ложь": False}
SHOWN = 60  # characters of a bad value repeated in a sentence
DIGITS_LIMIT = 18

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff]")
_DOTTED = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?"
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_PLAIN_CLOCK = re.compile(r"(\d{1,6}):(\d\d):(\d\d)(?:\.(\d{3}))?")
_CLOCK = re.compile(
    r"(?:(\d+)\s*(?:days?|дн\.?|дней|день|дня|д\.?|сут\.?),?\s*)?(\d+):(\d\d)(?::(\d\d)([.,]\d+)?)?",
    re.IGNORECASE,
)


def moment(cell: object, tz: tzinfo) -> datetime | None:
    """A moment with zone; a value without a zone is the wall clock of `tz`, a date is its midnight.

    Reads `2026-03-06 17:00:00`, `06.03.2026 17:00[:00]`, dates alone, serials of spreadsheets.
    """
    if isinstance(cell, str):
        return _moment_of_text(cell.strip(" '\t\r\n\xa0"), tz)
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _checked(cell, cell, tz)
    if isinstance(cell, date):
        return _checked(datetime.combine(cell, time.min), cell, tz)  # the zone comes in _checked
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _moment_of_serial(cell, tz)
    raise _unread("дата", cell)


def duration(cell: object) -> timedelta | None:
    """A span: `26:05:00`, `1 day, 2:05:00`, a timedelta, a time of day, or a part of a day."""
    if isinstance(cell, timedelta):
        return _positive(cell)
    if isinstance(cell, str):
        plain = _PLAIN_CLOCK.fullmatch(cell)  # the usual case first
        if plain:
            hours, minutes, seconds, thousandths = plain.groups("0")
            whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
            return timedelta(0, whole, 0, int(thousandths))
        return _duration_of_text(cell.strip(" '\t\r\n\xa0"))
    if cell is None:
        return None
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        try:
            return _positive(timedelta(days=cell))
        except (OverflowError, ValueError):
            raise _unread("длительность", cell) from None
    raise _unread("длительность", cell)


def text(cell: object) -> str:
    """The text without the apostrophe that exports put in front, without control characters.

    A whole number loses its `.0`; a date object is written as ISO.
    """
    if not isinstance(cell, str):
        return _text_of_other(cell)
    bare = cell.strip()
    if bare[:1] == "'":
        bare = bare[1:].lstrip()
    return bare if bare.isprintable() else _printable(bare)


@lru_cache(maxsize=16_384)
def name(cell: str | float | None) -> str:
    """A short text on one line with single spaces: names of bodies, topics, places."""
    return " ".join(text(cell).split())


def flag(cell: Hashable) -> bool | None:
    """Да or Нет."""
    if isinstance(cell, bool) or cell is None:
        return cell
    if cell in WORDS:  # as every known export writes it
        return WORDS[cell]
    word = text(cell).casefold()
    if word in NOTHING:
        return None
    if word not in WORDS:
        raise _unread("ответ «Да» или «Нет»", cell)
    return WORDS[word]


def integer(cell: object) -> int | None:
    """A whole number, also as text with spaces between thousands."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return _whole(cell)
    bare = re.sub(r"[\s\xa0\u202f]", "", text(cell))
    if bare in NOTHING:
        return None
    whole, _, rest = bare.replace(",", ".").partition(".")
    if rest.strip("0") or not re.fullmatch(rf"[+-]?\d{{1,{DIGITS_LIMIT}}}", whole):
        raise _unread("число", cell)
    return int(whole)


def shown(cell: object) -> str:
    """A value as it is repeated in a sentence: on one line, not too long."""
    line = " ".join(text(cell).split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _unread(what: str, cell: object) -> ValueError:
    return ValueError(f"{what} не читается: „{shown(cell)}“")


def _moment_of_text(bare: str, tz: tzinfo) -> datetime | None:
    if bare in NOTHING:
        return None
    try:
        if bare[4:5] == "-" and bare[7:8] == "-":  # the usual case first
            found = datetime.fromisoformat(bare)
        elif dotted := _DOTTED.fullmatch(bare):
            found = _of_dotted(*dotted.groups())
        elif _NUMBER.fullmatch(bare):
            return _moment_of_serial(float(bare.replace(",", ".")), tz)
        else:
            raise ValueError
    except ValueError:
        raise _unread("дата", bare) from None
    return _checked(found, bare, tz)


def _of_dotted(
    day: str, month: str, year: str, hour: str | None, minute: str | None, second: str | None
) -> datetime:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    clock = int(hour or 0), int(minute or 0), int(second or 0)
    return datetime(full_year, int(month), int(day), *clock)  # noqa: DTZ001 (the zone comes later)


def _moment_of_serial(serial: float, tz: tzinfo) -> datetime:
    if not SERIALS[0] <= serial < SERIALS[1]:
        raise _unread("дата", serial)
    found = EPOCH + timedelta(seconds=round(serial * 86_400))
    return _checked(found.replace(tzinfo=None), serial, tz)


def _checked(found: datetime, cell: object, tz: tzinfo) -> datetime:
    """The moment in `tz`, or ValueError for a year that no message can have."""
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise ValueError(f"год вне пределов {YEARS[0]}–{YEARS[1]}: „{shown(cell)}“")
    if found.tzinfo is None:
        return datetime.combine(found, found.time(), tz)  # five times faster than `replace`
    return found.astimezone(tz)


def _duration_of_text(bare: str) -> timedelta | None:
    if bare in NOTHING:
        return None
    clock = _CLOCK.fullmatch(bare)
    try:
        if clock:
            days, hours, minutes, seconds, parts = clock.groups()
            return timedelta(
                days=int(days or 0),
                hours=int(hours),
                minutes=int(minutes),
                seconds=int(seconds or 0) + float((parts or "0").replace(",", ".")),
            )
        if _NUMBER.fullmatch(bare):
            return _positive(timedelta(days=float(bare.replace(",", "."))))
    except (OverflowError, ValueError):
        pass
    raise _unread("длительность", bare)


def _positive(span: timedelta) -> timedelta:
    if span < timedelta():
        raise ValueError(f"длительность меньше нуля: „{span}“")
    return span


def _text_of_other(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Да" if cell else "Нет"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _printable(value: str) -> str:
    """Line breaks of one kind, no-break spaces as spaces, nothing a database cannot hold."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _UNWANTED.sub("", unified).strip()


def _whole(number: float) -> int:
    if not number.is_integer() or abs(number) >= 10**DIGITS_LIMIT:
        raise _unread("число", number)
    return int(number)
