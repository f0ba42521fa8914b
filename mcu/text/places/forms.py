"""Names as they are written in sentences: every case of «Верхние Ключи», «Садовая», «Дом быта».

Forms are made once, when a gazetteer is compiled, so that reading a text asks no dictionary.
"""

import re
from functools import lru_cache

from mcu.text.lemmas import analyser

_TOKEN = re.compile(r"ж/д|д/с|[а-яa-z]+|\d+", re.I)
_HARD, _SOFT, _MIXED = "ый ого ому ым ом", "ий его ему им ем", "ий ого ому им ом"
_ENDINGS = (
    ("ый", _HARD), ("ой", "ой ого ому ым ом"), ("ая", "ая ой ую ою"), ("яя", "яя ей юю ею"),
    ("ья", "ья ьей ью"), ("ое", "ое ого ому ым ом"), ("ее", "ее его ему им ем"),
    ("ые", "ые ых ым ыми"), ("ие", "ие их им ими"),
)  # fmt: skip
_ORDINAL_STEMS = (
    "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят",
)  # fmt: skip
_ORDINAL_ENDINGS = ["ый", "ой", "ая", "ое", "ого", "ому", "ым", "ом", "ую", "ые", "ых"]
_THIRD = ["ий", "ья", "ье", "ьего", "ьему", "ьим", "ьем", "ьей", "ью", "ьи", "ьих"]
_WORTH = 0.02


def plain(text: str) -> str:
    """Lower case, «ё» as «е»: how words are compared."""
    return text.lower().replace("ё", "е")


def words(name: str) -> list[str]:
    """The words and numbers of a name, compared form: «5-й» is «#5»."""
    text = re.sub(r"(\d+)-(?:го|й|я|ая|ый|ой|е|ом|му|м|х)\b", r"\1", plain(name))
    return ["#" + word if word.isdigit() else word for word in _TOKEN.findall(text)]


def _ordinals() -> dict[str, str]:
    found = {}
    for number, stem in enumerate(_ORDINAL_STEMS, start=1):
        for ending in _THIRD if stem == "трет" else _ORDINAL_ENDINGS:
            found[stem + ending] = f"#{number}"
    return found


ORDINALS = _ordinals()
"""«пятой» → «#5»."""
_SAID = {number: frozenset(w for w, n in ORDINALS.items() if n == number) for number in set(ORDINALS.values())}  # fmt: skip


@lru_cache(maxsize=65_536)
def nominative(word: str) -> frozenset[str]:
    """All cases of a word that is a name in the nominative: «ключи» → «ключах», «ключей»…"""
    if word[0] == "#":
        return _number(word)
    if word in ORDINALS:
        return _number(ORDINALS[word])
    return frozenset({word}) | _adjective(word) | _noun(word) | _possessive(word)


@lru_cache(maxsize=65_536)
def as_it_stands(word: str) -> frozenset[str]:
    """The cases of a word only where it is a nominative: «садовая» bends, «ленина», «быта» do not."""
    if word[0] == "#" or word in ORDINALS or _adjective(word):
        return nominative(word)
    found = analyser().parse(word)
    if word.endswith("ка") and not analyser().word_is_known(word):
        return nominative(word)
    direct = max((each.score for each in found if "nomn" in each.tag), default=0.0)
    owned = max((each.score for each in found if "gent" in each.tag), default=0.0)
    return nominative(word) if direct > owned else frozenset({word})


@lru_cache(maxsize=65_536)
def is_adjective(word: str) -> bool:
    return bool(_adjective(word))


@lru_cache(maxsize=65_536)
def is_ordinary(word: str) -> bool:
    """A word of the language beside being a name: «мир», «садовая»; «ленина», «тихоборск» are not."""
    if word[0] == "#":
        return True
    best = analyser().parse(word)
    if not best or not analyser().word_is_known(word):
        return False
    proper = ("Geox", "Surn", "Name", "Patr", "Orgn", "Trad", "Abbr")
    weight = sum(each.score for each in best if not any(mark in each.tag for mark in proper))
    return weight >= 0.4


def _number(word: str) -> frozenset[str]:
    return frozenset({word}) | _SAID.get(word, frozenset())


def _adjective(word: str) -> frozenset[str]:
    ending = next((cases for end, cases in _ENDINGS if word.endswith(end)), "")
    if word.endswith("ий"):
        soft = word[-3:-2] in "нжчшщ"
        ending = _SOFT if soft else _MIXED
    if not ending or not any("ADJF" in each.tag or "Apro" in each.tag for each in analyser().parse(word)):  # fmt: skip
        return frozenset()
    cases = ending.split()
    stem = word[: -len(cases[0])]
    return frozenset(stem + each for each in cases)


def _possessive(word: str) -> frozenset[str]:
    """«Кукушкин Яр»: «в Кукушкином Яру»."""
    if not word.endswith(("ин", "ов", "ев")):
        return frozenset()
    return frozenset(word + end for end in ("а", "у", "ым", "ом"))


def _noun(word: str) -> frozenset[str]:
    found = [
        each
        for each in analyser().parse(word)
        if "NOUN" in each.tag and "nomn" in each.tag and each.score >= _WORTH
    ]
    forms: set[str] = set()
    for reading in found[:2]:
        number = reading.tag.number
        if number == "plur" and word.endswith("ки"):
            forms |= {word[:-2] + "ок", word[:-2] + "ек"}  # «Выселки»: «выселок»
        forms |= {plain(each.word) for each in reading.lexeme if each.tag.number == number}
    return frozenset(forms)


def upright(word: str, gender: str) -> str:
    """A name as a sign would say it: «Невской» of a street is «Невская», «Ивановке» is «Ивановка»."""
    low = plain(word)
    for reading in analyser().parse(low):
        wanted = {"nomn", gender, "sing"} if "ADJF" in reading.tag and gender else {"nomn"}
        if "ADJF" not in reading.tag and gender:
            continue
        found = reading.inflect(wanted)
        if found:
            return str(found.word).capitalize()
    return word
