"""Names side by side that say of each other that they are places: «угол 8 марта и 9 января»."""

import re

from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.model import Kind
from mcu.text.places.reading import Mention, Sheet
from mcu.text.places.vocabulary import (
    CROSSING,
    FIRMLY_AT_STREET,
)

_PAIR = re.compile(
    r"\s?[/–—]\s?|\s-\s|-|,?\s(?:и|или|с|до|и\sдо|или\sот|и\sот|от|между|в|вдоль|на\sпересечении\sс|угол|на\sуглу\sс)\s(?:ул(?:ицей|ицы|\.)?\s?)?|,\sни\s"
)


def link(sheet: Sheet, one: Mention, other: Mention, gazetteer: Gazetteer) -> None:
    """Names that stand as a pair say of each other that they are places: «от Прямой», «угол 8 марта и 9 января»."""
    between = sheet.text[one.end : other.begin]
    if between in _BESIDE:
        _back(one, other, gazetteer)
    if between == " " and one.prep in _MET and not one.houses:
        one.linked = other.linked = True
    if between in _LISTED and _alike(sheet, one, other) and _in_list(sheet, one):
        one.linked = other.linked = True
    gap = _PAIR.fullmatch(between)
    if not gap or one.houses:
        return
    word = gap[0].strip(" ,")
    pair = one.prep in CROSSING | {"между", "от"} and word in {
        "и",
        "с",
        "до",
        "и до",
        "или от",
        "и от",
    }
    meets = not word[:1].isalpha() or word.startswith(("на ", "угол"))
    told = word in {"от", "между"} and sheet.capital(one.first)
    within = word == "в" and sheet.capital(one.first) and _within(one, other, gazetteer)
    one.linked = one.linked or pair or meets or told or within
    other.linked = other.linked or pair or meets or told or (word == "вдоль")


_LISTED = frozenset((", ", " и ", ", и ", " или ", " , ", ","))
_BESIDE = frozenset((", ", " ", ". ", " (", ","))


def _back(one: Mention, other: Mention, gazetteer: Gazetteer) -> None:
    """A settlement and a street of it side by side say of each other that they are places."""
    if _within(other, one, gazetteer):
        other.linked = other.linked or not other.houses
        one.backed = other.houses is not None or bool(other.said)
    elif one.houses and _within(one, other, gazetteer):
        other.backed = True


def _in_list(sheet: Sheet, one: Mention) -> bool:
    bare = (
        not one.backed
        and one.names[0].base == sheet.said(one)
        and sheet.opens(one.first)
        and not one.names[0].adjective
    )
    return bool(one.linked or one.said or one.prep in FIRMLY_AT_STREET or bare)


def _alike(sheet: Sheet, one: Mention, other: Mention) -> bool:
    """Two streets of one list bend alike, or both have capitals."""
    first, second = sheet.low(one.last - 1), sheet.low(other.last - 1)
    if sheet.capital(one.first) or sheet.capital(other.first):
        return sheet.capital(one.first) and sheet.capital(other.first)
    return first[-2:] == second[-2:] and one.names[0].adjective and other.names[0].adjective


_MET = CROSSING | {"светофор", "светофора", "светофоре"}


def _within(one: Mention, other: Mention, gazetteer: Gazetteer) -> bool:
    titles = {
        gazetteer.entries[name.entry].name
        for name in other.names
        if gazetteer.entries[name.entry].kind == Kind.SETTLEMENT
    }
    return any(gazetteer.entries[name.entry].settlement in titles for name in one.names)
