"""Whether a name is a place in this text at all, and of which kind: «мир», «в Мире», «Мира, 5»."""

from mcu.text.lemmas import readings
from mcu.text.places.gazetteer import Gazetteer, Name
from mcu.text.places.landmarks import landmark
from mcu.text.places.model import Kind
from mcu.text.places.reading import NO, Mention, Sheet
from mcu.text.places.settlements import road, settlement
from mcu.text.places.streets import street
from mcu.text.places.vocabulary import (
    FIRMLY_AT_STREET,
    FIRMLY_IN,
)


def judge(sheet: Sheet, mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether this is a place: its kind, the names that remain, how sure and why."""
    by_kind: dict[str, list[Name]] = {}
    for name in mention.names:
        by_kind.setdefault(gazetteer.entries[name.entry].kind, []).append(name)
    if mention.linked and not mention.backed and by_kind.get(Kind.STREET):
        by_kind.pop(Kind.SETTLEMENT, None)
    if mention.prep in FIRMLY_IN and by_kind.get(Kind.SETTLEMENT) and not mention.quoted:
        by_kind.pop(Kind.LANDMARK, None)
    for kind, decide in _ORDER:
        names = by_kind.get(kind, [])
        kept, sure, why = decide(sheet, mention, names, gazetteer) if names else NO
        if kept:
            if kind == Kind.SETTLEMENT and mention.prep in FIRMLY_AT_STREET:
                kind, kept = _or_street(sheet, mention, kept, by_kind, gazetteer)
            mention.kind, mention.names, mention.sure = kind, kept, sure - 0.15 * mention.typo
            mention.why = [why, "с опечаткой"] if mention.typo else [why]
            return not _elsewhere(sheet, mention, gazetteer)
    return False


def _or_street(
    sheet: Sheet,
    mention: Mention,
    kept: list[Name],
    by_kind: dict[str, list[Name]],
    gazetteer: Gazetteer,
) -> tuple[str, list[Name]]:
    """«На Первомайке» may be the street as well as the settlement that people call so."""
    streets = street(sheet, mention, by_kind.get(Kind.STREET, []), gazetteer)[0]
    if not streets:
        return Kind.SETTLEMENT.value, kept
    both = kept[0].synonym and not kept[0].adjective
    return Kind.STREET.value, [*kept, *streets] if both else streets


def _elsewhere(sheet: Sheet, mention: Mention, gazetteer: Gazetteer) -> bool:
    """«Площадь Революции в Москве», «сын в Твери на Ленина»: the text sends it to another region."""
    for at in (mention.tail, mention.head - 3, mention.head - 2):
        town = sheet.low(at + 1)
        strange = sheet.low(at) in FIRMLY_IN and town.isalpha() and town not in gazetteer.first
        if strange and sheet.capital(at + 1) and "Geox" in readings(town)[1][0][0]:
            return True
    return False


_ORDER = (
    (Kind.ROAD.value, road),
    (Kind.LANDMARK.value, landmark),
    (Kind.SETTLEMENT.value, settlement),
    (Kind.STREET.value, street),
)
