"""Long hostile texts: a pattern that looks at a run of characters from every start would hang."""

from collections.abc import Callable

import pytest

from mcu.text.clean import clean, normal, plain
from mcu.text.labels import labels
from mcu.text.mask import mask
from mcu.text.places import Entry, Gazetteer, Place, find
from mcu.text.questions import split
from mcu.text.said import said
from mcu.text.search import query, search_text
from mcu.text.source import read_source
from mcu.text.topics import Lexicon

LENGTH = 60_000
LEXICON = Lexicon(
    [("sneg", [("снег", 2.0), ("снег крыша лед", 3.0)]), ("lyod", [("лед крыша", 2.0)])]
)

DISTRICT = Gazetteer(
    [
        Entry("settlement", "село", "Снег"),
        Entry("street", "улица", "Снег", "Снег"),
        Entry("landmark", "магазин", "магазин «Снег»", "Снег"),
        Entry("road", "дорога", "Снег — Крыша"),
    ]
)


def places(text: str) -> list[Place]:
    return find(text, DISTRICT)


UNITS = ["a", "я", "Аб ", "А.А.", "А-", "1", "1 ", "1-", "12-34-", "(1", "( ", "+", "@a", "a@", "."]
UNITS += ["<", "<b ", "</", "&#1", "[id1|", "[a|", "@id1 (", "vk.com/", ".ru/.", "кв 1, ", "тел "]
UNITS += [" ", "\n", "\u0301", "Иван Петрович ", "иван петрович ", "АБОВНА ", "важением ", "Я, "]
UNITS += [
    "\U0001f624",
    "\u200d",
    "\x00",
    "'",
    '"',
    "-",
    "снег ",
    "снег крыша ",
    "http://",
    "> ",
    "#а ",
    "<!--",
    "<style>",
    "С уважением ",
    "От: ",
    "не горит дом ",
]

FUNCTIONS = [clean, plain, normal, mask, search_text, query, read_source, LEXICON.suggest]
UNITS += ["ул. Снег 1, ", "дом 1 ", "д. ", "между Снег и ", "Снег, "]
FUNCTIONS += [said, labels, split, places]


@pytest.mark.long
@pytest.mark.timeout(30)
@pytest.mark.parametrize("work", FUNCTIONS, ids=lambda work: work.__name__)
def test_the_work_grows_no_faster_than_the_text(work: Callable[[str], object]) -> None:
    for unit in UNITS:
        work(unit * (LENGTH // len(unit)))
        work("1" + unit * (LENGTH // len(unit)) + "x")
