"""Places of a text: names of the gazetteer and addresses as they are written, one after another."""

from itertools import pairwise

from mcu.text.places.around import look_around
from mcu.text.places.building import build
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.judging import judge
from mcu.text.places.linking import link
from mcu.text.places.model import Kind, Place
from mcu.text.places.reading import Mention, Sheet, mentions
from mcu.text.places.written import written


def find(text: str, gazetteer: Gazetteer) -> list[Place]:
    """All places of a text, in its order. An empty gazetteer finds written addresses only."""
    sheet = Sheet(text)
    found = mentions(sheet, gazetteer)
    starts = {mention.first for mention in found}
    for mention in found:
        look_around(sheet, mention, gazetteer, starts)
    for one, other in pairwise(found):
        link(sheet, one, other, gazetteer)
    kept = [mention for mention in found if judge(sheet, mention, gazetteer)]
    kept += _backed(sheet, found, kept, gazetteer)
    kept += written(sheet, kept, gazetteer)
    if not kept:
        return []
    kept.sort(key=lambda each: each.begin)
    return build(sheet, kept[:_MOST], gazetteer)


_MOST = 60  # names of one text; a longer list is no message


def _backed(
    sheet: Sheet, found: list[Mention], kept: list[Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """Streets that little tells of, but the settlement of the text has them: «луговая без света! Верхние Ключи»."""
    told = {
        gazetteer.entries[name.entry].name
        for each in kept
        if each.kind == Kind.SETTLEMENT
        for name in each.names
    }
    more = []
    for mention in found if told else ():
        if mention.kind or not (sheet.capital(mention.first) or sheet.opens(mention.first)):
            continue
        mention.names = [n for n in mention.names if gazetteer.entries[n.entry].settlement in told]
        mention.linked = bool(mention.names)
        if mention.linked and judge(sheet, mention, gazetteer):
            more.append(mention)
    return more
