"""Finds what points at a private person in a text: names, telephones, dwellings and so on.

Rules with the dictionary of word forms; officials, streets and companies are not personal. A cheap
look comes before each rule, so that the usual text without names costs tens of microseconds.
"""

import re

from mcu.text.personal.contacts import (
    mark_contacts,
    mark_lettered_phones,
    mark_phones,
    mark_spelled_phones,
)
from mcu.text.personal.documents import mark_births, mark_documents
from mcu.text.personal.dwellings import mark_flats, mark_homes
from mcu.text.personal.people import mark_people
from mcu.text.personal.spans import Kind, Sheet, Span

__all__ = ["Kind", "Span", "find"]

_ODD = ("\u00a0", "\u202f", "\u2009", "\t", Sheet.GAP)
_SPACES = str.maketrans(dict.fromkeys(_ODD, " "))
_DIGIT = re.compile(r"\d")
_RULES = (
    *(mark_contacts, mark_documents, mark_phones, mark_lettered_phones, mark_spelled_phones),
    *(mark_births, mark_flats, mark_people, mark_births, mark_homes),  # again: a date after a name
)
_FOUR = 4  # no date, telephone or document has fewer digits
_FEW_DIGITS = (
    *(mark_contacts, mark_lettered_phones, mark_spelled_phones, mark_flats),
    *(mark_people, mark_homes),
)
_WITHOUT_DIGITS = (mark_contacts, mark_spelled_phones, mark_people)


def find(text: str) -> list[Span]:
    """Everything personal in the text, in the order of its places; finds never overlap."""
    for odd in _ODD:
        if odd in text:
            text = text.translate(_SPACES)
            break
    sheet = Sheet(text)
    digits = len(_DIGIT.findall(text))
    for rule in _RULES if digits >= _FOUR else _FEW_DIGITS if digits else _WITHOUT_DIGITS:
        rule(sheet)
    return sorted(sheet.spans)
