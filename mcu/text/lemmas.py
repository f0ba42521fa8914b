"""Dictionary forms of Russian words, remembered: a repeated word costs one look into a table."""

import re
from functools import lru_cache

from pymorphy3 import MorphAnalyzer

LONGEST_WORD = 40
"""Longer runs of letters are noise and are not worth the analyser's time."""

_RUSSIAN = re.compile(r"[а-яё]+")
_REMEMBERED = 65_536
_WORTH = 0.05  # readings less likely than this only add noise


@lru_cache(maxsize=1)
def analyser() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


@lru_cache(maxsize=_REMEMBERED)
def lemmas(word: str) -> tuple[str, ...]:
    """All dictionary forms that a lower-case word may have, the likeliest first, «ё» as «е»:
    «дорог» is «дорога» as well as «дорогой». A number, a foreign or an endless word is its own."""
    # The analyser itself stumbles over letters of other scripts that have no Unicode name.
    if len(word) > LONGEST_WORD or not _RUSSIAN.fullmatch(word):
        return (word,)
    readings = analyser().parse(word)
    likely = [reading.normal_form for reading in readings if reading.score >= _WORTH]
    found = likely or [reading.normal_form for reading in readings[:1]] or [word]
    return tuple(dict.fromkeys(form.replace("ё", "е") for form in found))


@lru_cache(maxsize=_REMEMBERED)
def readings(word: str) -> tuple[bool, list[tuple[str, float]]]:
    """Whether the dictionary knows a lower-case word, and its readings as tags with their weights."""
    if len(word) > LONGEST_WORD or not _RUSSIAN.fullmatch(word):
        return False, [("", 0.0)]
    known = analyser()
    found = [(str(reading.tag), reading.score) for reading in known.parse(word)]
    return bool(known.word_is_known(word)), found
