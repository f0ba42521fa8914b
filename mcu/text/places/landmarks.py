"""Whether a name is a landmark there: «весна», «у Весны»."""

from mcu.text.places.gazetteer import Gazetteer, Name
from mcu.text.places.reading import NO, Mention, Sheet, Verdict
from mcu.text.places.vocabulary import (
    AT_LANDMARK,
    IN_LANDMARK,
    STOP_WORDS,
)


def landmark(sheet: Sheet, mention: Mention, names: list[Name], gazetteer: Gazetteer) -> Verdict:
    if mention.said:
        return NO
    if mention.houses and names[0].ordinary and len(names[0].words) == 1:
        return NO
    names = _of_landmark_type(sheet, mention, names, gazetteer)
    if not names:
        return NO
    why = "ориентир из справочника"
    if mention.landmark_type:
        return names, 0.95, why
    told = [name for name in names if _is_landmark(sheet, mention, name, gazetteer)]
    return (told, 0.88, why) if told else NO


def _of_landmark_type(
    sheet: Sheet, mention: Mention, names: list[Name], gazetteer: Gazetteer
) -> list[Name]:
    """«остановка Мельница» is the stop; without the word a stop gives way to anything else."""
    kinds = {name: gazetteer.entries[name.entry].type for name in names}
    if mention.landmark_type:
        fitting = [name for name in names if kinds[name] == mention.landmark_type]
        return fitting or [name for name in names if not name.ordinary]
    if mention.head and sheet.low(mention.head - 1) in STOP_WORDS:
        return [name for name in names if kinds[name] == "остановка"]
    others = [name for name in names if kinds[name] != "остановка"]
    said = sheet.capital(mention.first) and mention.prep in {"на", "до", "от", "с", "у"}
    return others or [name for name in names if len(name.words) > 1 or said]


def _is_landmark(sheet: Sheet, mention: Mention, name: Name, gazetteer: Gazetteer) -> bool:
    capital = sheet.capital(mention.first)
    near, inside = mention.prep in AT_LANDMARK, mention.prep in IN_LANDMARK
    if name.proper:
        middle = capital and not sheet.opens(mention.first)
        return mention.quoted or (middle and (near or inside or mention.linked))
    if gazetteer.entries[name.entry].type == "власть":
        return near or mention.prep == "на"
    if mention.prep == "до" and not mention.linked and name.ordinary:
        return False
    if len(name.words) > 1:
        return True
    if not name.ordinary or not name.synonym:
        return near or inside or mention.linked or not name.ordinary or _subject(sheet, mention)
    if inside and gazetteer.entries[name.entry].type not in _INSTITUTIONS:
        return True
    return near or mention.quoted or mention.linked or (inside and capital)


_INSTITUTIONS = frozenset(
    ("клиника", "школа", "детский сад", "власть", "аптека", "магазин", "культура", "остановка")
)
"""«В больнице хамят» tells of a body; «на рынке», «на пляже» tell where."""


def _subject(sheet: Sheet, mention: Mention) -> bool:
    return sheet.opens(mention.first)
