"""Addresses that no gazetteer knows, by the way they are written: «ул. Невская, д. 5», «Космодромная, 5», «там же, дом 2»."""

import re
from itertools import pairwise

from mcu.text.places import forms, houses
from mcu.text.places.around import may_be_type
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.model import Kind
from mcu.text.places.reading import Mention, Sheet
from mcu.text.places.vocabulary import (
    LANDMARK_TYPES,
    NAMED_FOR,
    RANKS,
    SETTLEMENT_TYPES,
    STREET_TYPES,
    listed,
)

_FEMININE = frozenset(("улица", "площадь", "набережная", "аллея", "территория"))
_LONGEST_NAME = 4
_LIKE_A_STREET = re.compile(r"[а-я]{3,}(?:ая|яя|ской|цкой|ного|ова|ева|ина|ского|цкого|ной)$")
_NO_STREET = listed(
    "первая вторая третья первой второй третьей добрая какая такая каждая одна наша ваша данная прошлая "
    "следующая последняя горячая холодная скорая полная половина причина машина картина "
)
_ASKING = frozenset((*STREET_TYPES, *SETTLEMENT_TYPES, *LANDMARK_TYPES, "там"))
_HOUSE_FOLLOWS = frozenset(("#", ","))
_NUMBERED = frozenset(("школа", "детский сад"))


def written(sheet: Sheet, known: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Mentions beside those of the gazetteer; most texts have no word that asks for a look."""
    taken = {at for each in known for at in range(each.head, each.tail)}
    found = []
    for at, (low, after) in enumerate(pairwise([*sheet.lows, ""])):
        if low not in _ASKING and after[:1] not in _HOUSE_FOLLOWS:
            continue
        if at in taken:
            continue
        mention = _at(sheet, at, low, known, gazetteer)
        if mention and taken.isdisjoint(range(mention.head, mention.tail)):
            found.append(mention)
            taken.update(range(mention.head, mention.tail))
    return found


def _at(
    sheet: Sheet, at: int, low: str, known: list[Mention], gazetteer: Gazetteer
) -> Mention | None:
    if low in STREET_TYPES:
        return _street(sheet, at, STREET_TYPES[low])
    if low in SETTLEMENT_TYPES:
        return _settlement(sheet, at, SETTLEMENT_TYPES[low], gazetteer)
    if low in LANDMARK_TYPES:
        return _institution(sheet, at, LANDMARK_TYPES[low], gazetteer)
    if low == "там" and sheet.low(at + 1) == "же":
        return _there(sheet, at, known)
    if sheet.low(at + 1)[:1] in ("#", ",") and sheet.capital(at):
        return _untyped(sheet, at, low)
    return None


def _street(sheet: Sheet, at: int, kind: str) -> Mention | None:
    dot = sheet.low(at + 1) == "."
    if not may_be_type(sheet, at, dot):
        return None
    last = _name_end(sheet, at + 1 + dot)
    if last > at + 1 + dot:
        return _unknown_street(sheet, at, last, sheet.text[sheet.starts[at + 1 + dot] : sheet.ends[last - 1]], kind)  # fmt: skip
    if at and sheet.capital(at - 1) and forms.is_adjective(sheet.low(at - 1)):
        return _unknown_street(sheet, at - 1, at + 1 + dot, sheet.text[sheet.starts[at - 1] : sheet.ends[at - 1]], kind)  # fmt: skip
    return None


def _name_end(sheet: Sheet, at: int) -> int:
    """Where a name ends that begins here: capitals, ordinals, initials; small letters only before a house."""
    here = at
    while here < len(sheet.lows) and here - at < _LONGEST_NAME:
        low = sheet.low(here)
        named = low in NAMED_FOR or low in RANKS
        initial = sheet.low(here + 1) == "." and len(low) <= 2 and sheet.capital(here)
        if initial:
            here += 2
        elif named or (low.isalpha() and sheet.capital(here)) or (low in '«"»' and here == at):
            here += 1
        elif low[:1] == "#" and here == at and sheet.low(here + 1).isalpha() and (sheet.capital(here + 1) or sheet.low(here + 1) == "лет"):  # fmt: skip
            here += 2
        else:
            break
    if here == at and sheet.low(at).isalpha() and len(sheet.low(at)) > 3:
        return at + 1 if houses.after(sheet.text, sheet.ends[at]) else at
    return here


def _unknown_street(sheet: Sheet, head: int, tail: int, name: str, kind: str) -> Mention:
    gender = "femn" if kind in _FEMININE else "neut" if kind == "шоссе" else "masc"
    words = name.strip('«»". ').split()
    words = [forms.upright(words[0], gender), *words[1:]] if len(words) == 1 else words
    mention = Mention(head, tail, [], head=head, tail=tail, kind=Kind.STREET.value, sure=0.8)
    mention.unknown = f"{kind} {' '.join(words)}"
    return _with_houses(sheet, mention)


def _with_houses(sheet: Sheet, mention: Mention) -> Mention:
    mention.begin, mention.end = sheet.starts[mention.head], sheet.ends[mention.tail - 1]
    mention.why = ["записано как адрес"]
    mention.prep = sheet.low(mention.head - 1)
    mention.houses = houses.after(sheet.text, mention.end)
    if mention.houses:
        mention.end = mention.houses.end
        return mention
    at = mention.head - (mention.prep in {"по", "на", "у"})
    mention.houses = houses.before(sheet.text, sheet.starts[at])
    mention.begin = mention.houses.start if mention.houses else mention.begin
    return mention


def _settlement(sheet: Sheet, at: int, kind: str, gazetteer: Gazetteer) -> Mention | None:
    """A town that the gazetteer of the district does not list stands elsewhere."""
    dot = sheet.low(at + 1) == "."
    if not may_be_type(sheet, at, dot) or (kind == "город" and gazetteer.settlements):
        return None
    first = at + 1 + dot
    if first >= len(sheet.lows) or not sheet.low(first).isalpha() or not sheet.capital(first) or len(sheet.low(first)) < 3:  # fmt: skip
        return None
    last = first + 1
    if forms.is_adjective(sheet.low(first)) and last < len(sheet.lows) and sheet.capital(last) and sheet.low(last).isalpha():  # fmt: skip
        last += 1
    mention = Mention(at, last, [], head=at, tail=last, kind=Kind.SETTLEMENT.value, sure=0.7)
    mention.unknown = sheet.text[sheet.starts[first] : sheet.ends[last - 1]]
    if last == first + 1:
        mention.unknown = forms.upright(mention.unknown, "")
    mention.begin, mention.end = sheet.starts[at], sheet.ends[last - 1]
    mention.why, mention.prep = ["записано как адрес"], sheet.low(at - 1)
    return mention


def _institution(sheet: Sheet, at: int, kind: str, gazetteer: Gazetteer) -> Mention | None:
    """«школа № 7» says which one; where the gazetteer lists such places, what it lacks is elsewhere."""
    number = at + 1 + (sheet.low(at + 1) in {"№", "номер", "n"})
    listed = kind in gazetteer.landmark_types
    if kind not in _NUMBERED or listed or sheet.low(number)[:1] != "#":
        return None
    head = at - (sheet.low(at - 1).startswith("детск"))
    mention = Mention(head, number + 1, [], head=head, tail=number + 1, kind=Kind.LANDMARK.value, sure=0.7)  # fmt: skip
    mention.unknown = f"{kind} № {sheet.low(number)[1:]}"
    mention.begin, mention.end = sheet.starts[head], sheet.ends[number]
    mention.why, mention.prep = ["учреждение с номером"], sheet.low(head - 1)
    return mention


def _untyped(sheet: Sheet, at: int, low: str) -> Mention | None:
    """«Космодромная, 5»: looks like a street and has a house."""
    if low in _NO_STREET or not _LIKE_A_STREET.match(low):
        return None
    found = houses.after(sheet.text, sheet.ends[at])
    if (
        found is None
        or len(found.numbers[0]) > 4
        or (sheet.low(at - 1) in {"№", "."} and not sheet.opens(at))
    ):
        return None
    adjective = forms.is_adjective(low) or low.endswith("ой")
    if not adjective and not found.word and sheet.opens(at) and sheet.low(at + 1) != ",":
        return None
    mention = Mention(at, at + 1, [], head=at, tail=at + 1, kind=Kind.STREET.value, sure=0.6)
    mention.unknown = (
        f"улица {forms.upright(sheet.text[sheet.starts[at] : sheet.ends[at]], 'femn')}"
    )
    return _with_houses(sheet, mention)


def _there(sheet: Sheet, at: int, known: list[Mention]) -> Mention | None:
    """The street told before, with another house."""
    before = [each for each in known if each.kind == Kind.STREET and each.begin < sheet.starts[at]]
    found = houses.after(sheet.text, sheet.ends[at + 1])
    if not before or not found:
        return None
    last = before[-1]
    mention = Mention(
        at, at + 2, last.names, head=at, tail=at + 2, kind=Kind.STREET.value, sure=0.8
    )
    mention.unknown = last.unknown
    mention.begin, mention.end, mention.houses = sheet.starts[at], found.end, found
    mention.why = ["там же"]
    return mention
