"""Whether a name is a settlement or a road there: «мир», «в Мире»."""

from mcu.text.lemmas import readings
from mcu.text.places.agreement import agrees
from mcu.text.places.gazetteer import Gazetteer, Name
from mcu.text.places.reading import NO, Mention, Sheet, Verdict
from mcu.text.places.vocabulary import (
    AT_LANDMARK,
    COMMON_NAMES,
    FIRMLY_IN,
    IN_SETTLEMENT,
    ROAD_TYPES,
    SETTLEMENT_TYPES,
    STREET_TYPES,
)


def road(sheet: Sheet, mention: Mention, names: list[Name], gazetteer: Gazetteer) -> Verdict:
    entries, towns = gazetteer.entries, gazetteer.towns
    main = [n for n in names if any(town in entries[n.entry].name for town in towns)]
    names = main or names
    if len(names[0].words) > 1 or mention.km or sheet.low(mention.head) in ROAD_TYPES:
        return names, 0.95, "дорога из справочника" if not mention.km else "километр дороги"
    alone = not sheet.capital(mention.first) and mention.prep in {"на", "по", "с"} | AT_LANDMARK
    return (names, 0.7, "дорога из справочника") if alone and not mention.houses else NO


def settlement(sheet: Sheet, mention: Mention, names: list[Name], gazetteer: Gazetteer) -> Verdict:
    if mention.said in SETTLEMENT_TYPES and mention.said not in STREET_TYPES:
        return (
            _of_type(names, SETTLEMENT_TYPES[mention.said], gazetteer),
            0.97,
            "населённый пункт назван с видом",
        )
    if mention.said or mention.landmark_type or mention.houses:
        return NO
    if mention.backed or _is_settlement(sheet, mention, names[0]):
        return names, 0.9, "населённый пункт из справочника"
    return NO


def _of_type(names: list[Name], kind: str, gazetteer: Gazetteer) -> list[Name]:
    """Village and hamlet are mixed up by people: the kind decides only between equals."""
    fitting = [name for name in names if gazetteer.entries[name.entry].type == kind]
    return fitting or names


def _is_settlement(sheet: Sheet, mention: Mention, name: Name) -> bool:
    first, low = mention.first, sheet.low(mention.first)
    capital, several = sheet.capital(first), len(name.words) > 1
    if low[0] == "#":
        return not several and _is_number(sheet, mention)
    if several and not name.ordinary:
        return True
    if name.adjective and not several and agrees(sheet, mention.last):
        return False
    if capital and _people_or_way(sheet, mention):
        return True
    if mention.prep in FIRMLY_IN:
        return capital or several or not name.ordinary or low.endswith(("ах", "ях"))
    if mention.prep in IN_SETTLEMENT and (capital or not name.ordinary):
        return True
    if not capital:
        return not name.ordinary and len(low) > 4
    return _bare_settlement(sheet, mention, name)


def _is_number(sheet: Sheet, mention: Mention) -> bool:
    """«На 114-м»: a halt is called by its kilometre."""
    said = sheet.text[sheet.starts[mention.first] : sheet.ends[mention.first]]
    return mention.prep == "на" and len(said) > 3 and "-" in said


def _people_or_way(sheet: Sheet, mention: Mention) -> bool:
    towards = mention.prep == "на" and sheet.low(mention.head - 2).startswith(_TOWARDS)
    return towards or mention.prep.startswith(_PEOPLE)


_TOWARDS = ("дорог", "трасс", "автобус", "маршрут", "рейс", "поворот", "въезд", "мост", "развилк")
_PEOPLE = ("жител", "старост", "дачник", "сельчан", "населен")


def _bare_settlement(sheet: Sheet, mention: Mention, name: Name) -> bool:
    """A capital without a preposition: at the beginning every word has one."""
    common = not COMMON_NAMES.isdisjoint({sheet.low(mention.first), *name.base})
    follows = sheet.low(mention.last)
    if len(name.words) > 1:
        return True
    if name.synonym and sheet.opens(mention.first) and follows != ",":
        return not readings(name.base[0])[0]
    if not name.ordinary:
        return True
    if sheet.opens(mention.first):
        neuter = sheet.low(mention.first).endswith("ое") and follows.isalpha()
        return follows == "," or (
            not common and (not name.adjective or neuter) and follows not in "!?"
        )
    return not common and not name.adjective
