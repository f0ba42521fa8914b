"""Whether an adjective belongs to the noun behind it: «в лесной чаще», but «на Лесной мотоциклы»."""

from mcu.text.lemmas import readings
from mcu.text.places.reading import Sheet
from mcu.text.places.vocabulary import STREET_TYPES

_CASES = (
    (("ой", "ей"), "femn", ("gent", "datv", "ablt", "loct")), (("ую", "юю"), "femn", ("accs",)),
    (("ая", "яя"), "femn", ("nomn",)), (("ом", "ем"), "masc neut", ("loct",)),
    (("ого", "его"), "masc neut", ("gent", "accs")), (("ому", "ему"), "masc neut", ("datv",)),
    (("ый", "ий"), "masc", ("nomn", "accs")), (("ое", "ее"), "neut", ("nomn", "accs")),
)  # fmt: skip


def agrees(sheet: Sheet, at: int) -> bool:
    """Whether a noun follows that the adjective before it may belong to: «в лесной чаще»."""
    low, before = sheet.low(at), sheet.low(at - 1)
    if not low.isalpha() or low in STREET_TYPES:
        return False
    ending = next((each for each in _CASES if before.endswith(each[0])), None)
    if ending is None:
        return False
    genders, cases = ending[1].split(), ending[2]
    return any(
        weight >= 0.1 and "sing" in tag and any(g in tag for g in genders)
        and any(c in tag for c in cases) and tag.startswith(("NOUN", "ADJF", "PRTF")) and "Geox" not in tag
        for tag, weight in readings(low)[1]
    )  # fmt: skip
