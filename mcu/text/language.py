"""The language of a text: Russian, another one, or Russian beside another (also in Latin letters)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from mcu.text.words import words

LOOKED_AT = 2_000


class Language(StrEnum):
    RU = "ru"
    OTHER = "other"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language, how sure, and by what."""

    language: Language
    confidence: float
    reason: str


RUSSIAN = Spoken(Language.RU, 0.97, "")

# Letters that Russian has not; a run of Latin ones is looked at more closely.
_FOREIGN = re.compile(r"[ІіЇїЄєҐґЎўӘәӨөҮүҰұҚқҒғҢңҖҗҺһӐӑӖӗҪҫӲӳӸӹҘҙҠҡЈјЉљЊњЂђ]|[A-Za-z]{2}")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_OWN = re.compile(r"[ІіЇїЄєҐґЎўӘәӨөҮүҰұҚқҒғҢңҖҗҺһӐӑӖӗҪҫӲӳӸӹҘҙҠҡЈјЉљЊњЂђ'’ʼ]")
_LATIN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
# Words of neighbours in letters that Russian has too; none of them is a Russian word.
_NEIGHBOURS = words("neighbours")
_ENGLISH = words("english")
# Russian in Latin letters: its small words and endings.
_TRANSLIT = words("translit")
_TRANSLIT_END = re.compile(
    r"(?:[zskc]h|y[aeu]|shch|ts)|(?:ov|ev|iy|yy|aya|oye|ogo|ami|yat|yut|it|at|ut|ite|yte)$"
)


def spoken(text: str) -> Spoken:
    """The language of a text as `mcu.text.said` gives it."""
    text = text[:LOOKED_AT]
    if not _FOREIGN.search(text) and not _has_neighbours(text):
        return RUSSIAN
    return _weighed(_WORD.findall(text))


def _has_neighbours(text: str) -> bool:
    if "ь" in text and "и" in text:  # most Russian texts have both
        return len(_NEIGHBOURS.intersection(text.lower().split())) > 1
    return not _NEIGHBOURS.isdisjoint(text.lower().split())


def _weighed(found: list[str]) -> Spoken:
    latin = [word for word in found if _LATIN.fullmatch(word)]
    cyrillic = [word for word in found if not _LATIN.fullmatch(word)]
    others = [word for word in cyrillic if _OWN.search(word) or word.lower() in _NEIGHBOURS]
    if others and len(others) >= max(2, 0.12 * len(cyrillic)):
        return _neighbour(others, cyrillic, latin)
    if len(latin) < 3 or len(latin) * 4 < len(found):
        return RUSSIAN
    return _in_latin(latin, cyrillic)


def _neighbour(others: list[str], cyrillic: list[str], latin: list[str]) -> Spoken:
    from_russian = sum(word.lower() in _RUSSIAN for word in cyrillic)
    if from_russian >= 2 or (latin and from_russian):
        return Spoken(Language.MIXED, 0.7, f"«{others[0]}» рядом с русскими словами")
    return Spoken(Language.OTHER, 0.85, f"«{', '.join(others[:3])}»")


# Said in Russian only, beside Ukrainian and Belarusian; short, frequent.
_RUSSIAN = words("russian")


def _in_latin(latin: list[str], cyrillic: list[str]) -> Spoken:
    low = [word.lower() for word in latin]
    english = sum(word in _ENGLISH for word in low)
    translit = sum(word in _TRANSLIT or bool(_TRANSLIT_END.search(word)) for word in low)
    if english * 4 < translit * 3:
        return Spoken(Language.MIXED, 0.8, "русский латинскими буквами")
    if len(cyrillic) * 4 > len(latin):
        return Spoken(Language.MIXED, 0.7, "русский рядом с другим языком")
    return Spoken(Language.OTHER, 0.85, f"«{', '.join(latin[:3])}»")
