"""What stands around a name: its kind, a preposition, houses, kilometres."""

import re

from mcu.text.places import houses
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.model import Kind
from mcu.text.places.reading import Mention, Sheet
from mcu.text.places.vocabulary import (
    CROSSING,
    FORMER,
    LANDMARK_TYPES,
    NAMED_FOR,
    RANKS,
    ROAD_TYPES,
    SETTLEMENT_TYPES,
    SHORT_TYPES,
    STREET_TYPES,
)

_QUOTES = frozenset('«"“„')
_CLOSING = frozenset('»"”')
_KM = r"(?P<km>\d{1,3}(?:\s?(?:[-–]|и)\s?\d{1,3})?)(?:-?(?:й|ый|м|ом|го|е))?"
_TO_ROAD = r"(?:(?:на|по|от|авто\w+|трасс\w|дорог\w|шоссе)\s)*[«\"]?$"
_KM_BEFORE = re.compile(
    rf"(?<![\d.,])(?:{_KM}|(?<![а-яё])(?P<word>[а-яё]{{4,14}}))[\s-]{{0,2}}(?:км|километр\w{{0,2}})\.?,?\s{_TO_ROAD}",
    re.I,
)
_KM_AFTER = re.compile(
    rf"[»\"]?[,\s(]{{0,3}}(?:(?:дорог\w{{1,2}}|трасс\w|шоссе),?\s)?(?:(?:на|в\sрайоне|примерно|между|около|район)\s)*"
    rf"(?:(?:{_KM}|(?P<word>[а-яё]{{4,14}}))[\s-]{{0,2}}(?:км\b|километр\w{{0,2}})|(?:км|километр)\.?\s(?P<last>\d{{1,3}})(?!\d))",
    re.I,
)
_ORDINAL_STEMS = {
    "перв": "1", "втор": "2", "трет": "3", "четверт": "4", "пят": "5", "шест": "6", "седьм": "7",
    "восьм": "8", "девят": "9", "десят": "10", "одиннадцат": "11", "двенадцат": "12",
    "тринадцат": "13", "четырнадцат": "14", "пятнадцат": "15", "двадцат": "20",
}  # fmt: skip


def look_around(sheet: Sheet, mention: Mention, gazetteer: Gazetteer, starts: set[int]) -> None:
    """The kind said beside the name, the preposition, the houses; where the words of it begin and end."""
    mention.head, mention.tail = mention.first, mention.last
    _open_quotes(sheet, mention)
    kinds = {gazetteer.entries[name.entry].kind for name in mention.names}
    _type_before(sheet, mention, kinds)
    if not mention.said and not mention.landmark_type:
        _type_after(sheet, mention, starts)
    _preposition(sheet, mention)
    mention.begin, mention.end = sheet.starts[mention.head], sheet.ends[mention.tail - 1]
    if Kind.STREET in kinds:
        _houses(sheet, mention, gazetteer)
    if Kind.ROAD in kinds:
        kilometre(sheet, mention)


def _open_quotes(sheet: Sheet, mention: Mention) -> None:
    if sheet.low(mention.head - 1) in _QUOTES:
        mention.quoted = True
        mention.head -= 1
    if sheet.low(mention.tail) in _CLOSING:
        mention.tail += 1


def _type_before(sheet: Sheet, mention: Mention, kinds: set[str]) -> None:
    at = mention.head - 1
    while sheet.low(at) in NAMED_FOR | RANKS or (
        sheet.low(at) == "." and sheet.low(at - 1) in NAMED_FOR
    ):
        at -= 1
    dot = sheet.low(at) == "."
    at -= dot
    low = sheet.low(at)
    if at < 0 or not (may_be_type(sheet, at, dot) or _upright(sheet, mention, low, kinds)):
        return
    street = low in STREET_TYPES and (Kind.STREET in kinds or Kind.SETTLEMENT in kinds)
    if (
        street
        or (low in SETTLEMENT_TYPES and Kind.LANDMARK not in kinds)
        or (low in SETTLEMENT_TYPES and Kind.SETTLEMENT in kinds)
    ):
        mention.said, mention.head = low, at
    elif low in LANDMARK_TYPES and Kind.LANDMARK in kinds:
        mention.landmark_type, mention.head = LANDMARK_TYPES[low], at
        if sheet.low(at - 1).startswith(("детск", "дом", "двор")):
            mention.head = at - 1


def _upright(sheet: Sheet, mention: Mention, low: str, kinds: set[str]) -> bool:
    """«с Отрадное» is no preposition: it would bend the name."""
    told = sheet.said(mention)
    alone = Kind.SETTLEMENT in kinds and Kind.STREET not in kinds
    return alone and low in {"с", "п"} and any(told == name.base for name in mention.names)


def may_be_type(sheet: Sheet, at: int, dot: bool) -> bool:
    """«с.» is a village, «с» is a preposition; «2016 г.» is a year."""
    low = sheet.low(at)
    if low not in SHORT_TYPES:
        return not dot or len(low) <= 5
    if sheet.low(at - 1).startswith("#") and low in "гдпс":
        return sheet.low(at - 2) in ",." and low in "дпс" and dot
    return (
        dot
        or low in {"пр", "пл", "наб", "туп", "пер", "ул", "гор", "дер", "пос", "ш"}
        or (low in "дгх" and sheet.capital(at + 1))
    )


def _type_after(sheet: Sheet, mention: Mention, starts: set[int]) -> None:
    low = sheet.low(mention.tail)
    if low not in STREET_TYPES or (
        low in SHORT_TYPES and low not in {"пер", "ул", "пр", "пл", "наб"}
    ):
        return
    following = mention.tail + 1 + (sheet.low(mention.tail + 1) == ".")
    if following in starts and sheet.low(following)[0] != "#":
        return
    mention.said, mention.tail = low, mention.tail + 1


def _preposition(sheet: Sheet, mention: Mention) -> None:
    at = mention.head - 1
    while sheet.low(at) in FORMER:
        at -= 1
    mention.prep = sheet.low(at)
    if mention.prep == "с" and sheet.low(at - 1) in CROSSING | {"рядом"}:
        mention.prep = sheet.low(at - 1)
    if mention.prep == "от" and sheet.low(at - 1) in {"недалеко", "напротив"}:
        mention.prep = "недалеко"


def _houses(sheet: Sheet, mention: Mention, gazetteer: Gazetteer) -> None:
    listed = next(
        (
            gazetteer.entries[name.entry].houses
            for name in mention.names
            if gazetteer.entries[name.entry].kind == Kind.STREET
        ),
        "",
    )
    found = houses.after(sheet.text, mention.end, listed)
    if found:
        mention.houses, mention.end = found, found.end
        return
    at = mention.head
    while at > 0 and sheet.low(at - 1) in {"по", "на", "у"}:
        at -= 1
    found = houses.before(sheet.text, sheet.starts[at])
    if found:
        mention.houses, mention.begin = found, found.start
    mention.end = houses.flat_after(sheet.text, mention.end)


def kilometre(sheet: Sheet, mention: Mention) -> None:
    if sheet.low(mention.head - 1) in ROAD_TYPES:
        mention.head -= 1
        mention.begin = sheet.starts[mention.head]
    left = max(0, mention.begin - 40)
    found = _KM_BEFORE.search(sheet.text[left : mention.begin])
    if found:
        mention.km = found["km"] or _ordinal(found["word"].lower())
        mention.begin = left + found.start() if mention.km else mention.begin
    after = None if mention.km else _KM_AFTER.match(sheet.text, mention.end)
    if after:
        mention.km = after["km"] or after["last"] or _ordinal(after["word"].lower())
        mention.end = after.end() if mention.km else mention.end
    mention.km = re.sub(r"\s?(?:–|-|и)\s?", "-", mention.km)


def _ordinal(word: str) -> str:
    return next((n for stem, n in reversed(_ORDINAL_STEMS.items()) if word.startswith(stem)), "")
