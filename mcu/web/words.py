"""Numbers, moments and durations in Russian, as they stand on a page."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SPACE = "\N{NO-BREAK SPACE}"
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
ENDINGS = frozenset("аеёиоуыьэюя")
NEAR = {-1: "вчера", 0: "сегодня", 1: "завтра"}


def number(value: int) -> str:
    """«12 400»: thousands apart by a space that does not break."""
    return f"{value:,}".replace(",", SPACE)


def tenths(value: float, *, signed: bool = False) -> str:
    """«92,3», «−0,4», «+1,0»: one digit behind the comma."""
    return f"{value:{'+' if signed else ''}.1f}".replace(".", ",").replace("-", "−")


def plural(value: int, forms: str) -> str:
    """«5 сообщений» out of «сообщение|сообщения|сообщений»."""
    return f"{number(value)}{SPACE}{plural_form(value, forms)}"


def hours(value: float) -> str:
    """«36 ч», «2,5 ч»: a tenth only where it matters."""
    text = f"{value:.0f}" if value >= 10 else tenths(value).removesuffix(",0")
    return f"{text} ч"


def plural_form(value: int, forms: str) -> str:
    """The form of the word that goes with the number, without the number."""
    one, few, many = forms.split("|")
    tail, tens = abs(value) % 10, abs(value) % 100
    if tail == 1 and tens != 11:
        return one
    return few if tail in {2, 3, 4} and tens not in {12, 13, 14} else many


def moment(value: datetime, now: datetime) -> str:
    """«сегодня 08:12», «вчера 18:40», «пт 20.11 08:12»; both in the zone of the reader."""
    return f"{day(value.date(), now.date())}{SPACE}{value:%H:%M}"


def day(value: date, today: date) -> str:
    """«сегодня», «завтра», «пт 20.11», and «20.11.2025» for another year."""
    near = NEAR.get((value - today).days)
    if near:
        return near
    if value.year != today.year:
        return f"{value:%d.%m.%Y}"
    return f"{WEEKDAYS[value.weekday()]}{SPACE}{value:%d.%m}"


def duration(value: timedelta) -> str:
    """«6 дней», «5 ч 10 мин», «38 мин»; the sign does not matter."""
    minutes = int(abs(value).total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60
    if days >= 2:
        return plural(days, "день|дня|дней")
    if hours:
        rest = f"{SPACE}{minutes % 60}{SPACE}мин" if minutes % 60 else ""
        return f"{hours}{SPACE}ч{rest}"
    return f"{minutes}{SPACE}мин" if minutes else "меньше минуты"


def size(value: int) -> str:
    """Bytes as «340 КБ» or «1,2 МБ»."""
    if value < 1024:
        return f"{value}{SPACE}Б"
    if value < 2**20:
        return f"{value // 1024}{SPACE}КБ"
    return f"{tenths(value / 2**20)}{SPACE}МБ"


def shorten(text: str, length: int) -> str:
    """The text itself, or its beginning with «…» in that many signs."""
    whole = unicodedata.normalize("NFC", text)
    return whole if len(whole) <= length else f"{whole[: length - 1]}…"


def snippet(text: str, words: Iterable[str], length: int) -> str:
    """That many signs of the text around the first of the words; its beginning when none is there."""
    whole = unicodedata.normalize("NFC", text)
    found = _forms(words)
    first = found.search(whole) if found else None
    if first is None or first.end() < length * 3 // 4:
        return shorten(whole, length)
    start = whole.rfind(" ", 0, max(first.start() - length // 4, 1)) + 1
    return f"…{shorten(whole[start:], length - 1)}"


def highlight(text: str, words: Iterable[str]) -> SafeString:
    """The text escaped, with every form of the words marked.

    A form is told by the beginning of the word: two letters off the end of a long one.
    """
    found = _forms(words)
    if found is None:
        return escape(text)
    parts, last = [], 0
    for match in found.finditer(text):
        parts += [escape(text[last : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        last = match.end()
    # Every piece above is escaped; only the marks are ours.
    return mark_safe("".join([*parts, escape(text[last:])]))  # noqa: S308


def _forms(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds every form of the words; None when there is nothing to look for."""
    plain = (_stem(word.lower().replace("ё", "е")) for word in words if len(word) > 2)
    stems = [re.escape(stem).replace("е", "[её]") for stem in plain]
    return re.compile(rf"(?<!\w)(?:{'|'.join(stems)})\w*", re.IGNORECASE) if stems else None


def _stem(word: str) -> str:
    """What the forms of a word begin with: «ямы» → «ям», «дорогу» → «доро»."""
    if len(word) > 5:
        return word[:-2]
    return word[:-1] if len(word) > 3 or word[-1].lower() in ENDINGS else word
