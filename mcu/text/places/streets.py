"""Whether a name is a street there: «на новой машине», «на Новой»."""

from mcu.text.lemmas import readings
from mcu.text.places.agreement import agrees
from mcu.text.places.gazetteer import Gazetteer, Name
from mcu.text.places.reading import NO, Mention, Sheet, Verdict
from mcu.text.places.vocabulary import (
    AT_LANDMARK,
    AT_STREET,
    COMMON_NAMES,
    CROSSING,
    FIRMLY_AT_STREET,
    FIRMLY_IN,
    IN_SETTLEMENT,
    MONTHS,
    PLAIN_ADJECTIVES,
    STREET_TYPES,
)


def street(sheet: Sheet, mention: Mention, names: list[Name], gazetteer: Gazetteer) -> Verdict:
    if not names:
        return NO
    if mention.said in STREET_TYPES:
        return _typed_street(sheet, mention, names, gazetteer)
    if mention.said or mention.landmark_type:
        return NO
    if mention.houses:
        return _housed(sheet, mention, names)
    if _is_street(sheet, mention, names[0], gazetteer):
        return names, 0.85, "улица из справочника"
    return NO


def _typed_street(
    sheet: Sheet, mention: Mention, names: list[Name], gazetteer: Gazetteer
) -> Verdict:
    kind = STREET_TYPES[mention.said]
    fitting = [name for name in names if gazetteer.entries[name.entry].type == kind]
    plain = mention.tail > mention.last and not sheet.capital(mention.first) and not mention.houses
    if plain and sheet.low(mention.first) in PLAIN_ADJECTIVES:
        return NO
    return fitting, 0.97 if mention.houses else 0.95, "улица названа с видом"


def _housed(sheet: Sheet, mention: Mention, names: list[Name]) -> Verdict:
    """A number after a date or after a word of the day is no house yet."""
    low, found = sheet.low(mention.first), mention.houses
    if sheet.low(mention.last - 1)[0] == "#":
        return NO
    told = found is not None and (found.word or found.apartment)
    if low.startswith("#") and sheet.low(mention.last - 1) in MONTHS:
        told = told or sheet.capital(mention.last - 1) or mention.prep in FIRMLY_AT_STREET
        if not told and not sheet.opens(mention.first):
            return NO
    capital = sheet.capital(mention.first)
    plain = [name for name in names if name.base == sheet.said(mention)]
    if not (told or capital) and _is_word(names[0]):
        return (plain, 0.75, "улица и дом") if plain else NO
    return plain or names, 0.95 if capital or told else 0.85, "улица и дом"


def _is_word(name: Name) -> bool:
    return name.ordinary and not name.adjective and len(name.words) == 1


_AREAS = frozenset(("СНТ", "ГСК", "микрорайон", "квартал", "территория"))


def _is_street(sheet: Sheet, mention: Mention, name: Name, gazetteer: Gazetteer) -> bool:
    first, last = mention.first, mention.last - 1
    if sheet.low(last)[0] == "#":
        return False
    if mention.linked:
        return True
    if name.synonym and sheet.low(first) in STREET_TYPES:
        return mention.prep in FIRMLY_AT_STREET and not sheet.capital(last + 1)
    if sheet.low(first).startswith("#") and sheet.low(last) in MONTHS:
        told = sheet.capital(last) and mention.prep in FIRMLY_AT_STREET
        return told or mention.prep in CROSSING
    if name.adjective and len(name.words) == 1 and agrees(sheet, mention.last):
        return False
    capital = sheet.capital(first) or sheet.capital(last)
    if gazetteer.entries[name.entry].type in _AREAS and mention.prep in FIRMLY_IN | AT_LANDMARK:
        return capital or (
            mention.prep in FIRMLY_IN
            and COMMON_NAMES.isdisjoint({*name.base, *sheet.said(mention)})
        )
    return _by_preposition(sheet, mention, name, capital)


def _by_preposition(sheet: Sheet, mention: Mention, name: Name, capital: bool) -> bool:
    several = len(name.words) > 1
    if mention.prep in CROSSING:
        return True
    if mention.prep in FIRMLY_AT_STREET:
        return capital or several or not name.ordinary or name.adjective
    if mention.prep in AT_STREET:
        return several or (capital and name.adjective)
    if name.synonym and not name.ordinary and mention.prep in IN_SETTLEMENT:
        return True
    return _bare_street(sheet, mention, name, capital)


def _bare_street(sheet: Sheet, mention: Mention, name: Name, capital: bool) -> bool:
    if len(name.words) > 1 and capital and not sheet.low(mention.first).startswith("#"):
        return True
    if not capital:
        return False
    if not sheet.opens(mention.first):
        return name.adjective
    alone = sheet.low(mention.last) in "!,:—–-" and sheet.low(mention.first) not in PLAIN_ADJECTIVES
    if alone and sheet.low(mention.first).endswith(("ая", "яя")):
        return True
    follows = sheet.low(mention.last)
    if name.base == sheet.said(mention) and follows in {"без", "вся", "весь"}:
        return True
    if not name.ordinary and name.base == sheet.said(mention):
        return bool(follows) and not _acts(follows)
    known = readings(name.base[0])[0]
    return not name.ordinary and (name.adjective or (name.synonym and not known))


def _acts(low: str) -> bool:
    """A verb follows: the word before it is a person."""
    return (
        low == "не"
        or not low.isalpha()
        or readings(low)[1][0][0].startswith(("VERB", "NOUN", "PRTS"))
    )
