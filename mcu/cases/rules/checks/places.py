"""Houses named in a text, so that an answer about another house is seen."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mcu.text.reading import READ_AT_MOST, low

_NUMBER = r"(?P<house>\d{1,3}[а-я]?)(?![\d\w])"
_NOT_HOUSE = r"(?!\s?(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|час|год|мин|руб|м\b|кв|лет|дн|сут|%|тыс|млн)|[.:/–-]\d|\s?[–-]\s?\d|\sи\s\d)"
_STREET = r"(?P<street>[А-ЯЁ][а-яё]{3,})"
_PATTERNS = (
    re.compile(rf"{_STREET},?\s(?:д\.?\s?|дом\w{{0,2}}\s)?{_NUMBER}{_NOT_HOUSE}"),
    re.compile(rf"дом(?:а|е|у|ом)?\s(?:№\s?)?{_NUMBER}\s(?:по\s)?(?:ул\.\s|улиц\w+\s|пер\.\s|переул\w+\s)?{_STREET}"),
)  # fmt: skip
_STEM = 4


class House(NamedTuple):
    """`street` is the beginning of its name: «Советская» and «по Советской» meet in it."""

    street: str
    number: str
    start: int
    end: int


def houses(text: str) -> Iterator[House]:
    for pattern in _PATTERNS:
        for found in pattern.finditer(text[:READ_AT_MOST]):
            yield House(low(found["street"])[:_STEM], found["house"].lower(), *found.span())


def _streets(text: str) -> Iterator[str]:
    for pattern in _PATTERNS:
        for found in pattern.finditer(text[:READ_AT_MOST]):
            yield f"{found['house']} ({found['street']})"


def elsewhere(message: str, answer: str) -> tuple[House, str] | None:
    """A house of the answer on the street of the message, when none there is the one asked about."""
    asked: dict[str, set[str]] = {}
    for house in houses(message):
        asked.setdefault(house.street, set()).add(house.number)
    told: dict[str, list[House]] = {}
    for house in houses(answer):
        told.setdefault(house.street, []).append(house)
    named = low(answer)
    if asked and told and not any(street in named for street in asked):
        other = next(iter(told.values()))[0]
        return other, next(iter(_streets(message)))
    for street, numbers in asked.items():
        found = told.get(street, [])
        if found and numbers.isdisjoint(house.number for house in found):
            return found[0], ", ".join(sorted(numbers))
    return None
