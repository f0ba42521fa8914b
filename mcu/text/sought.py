"""What a line typed into the search asks for: a number, loose words, phrases word for word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mcu.text.clean import normal
from mcu.text.lemmas import lemmas
from mcu.text.search import QUERY_LIMIT, WORDS_LIMIT, fold, quotes
from mcu.text.typos import SHORTEST, allowed, distance, other_layout, spellings

RARE = 2
"""A word of so many messages may be a slip of the pen that somebody else has made too."""
OFTENER = 20
"""So many times oftener is the word that was probably meant."""

_PHRASE = re.compile(r'"([^"]*)"')
_LOOSE = re.compile(r'[-−–]?"[^"]*"?|[-−–]\S+')
_NUMBER = re.compile(r"№?\s*([\w./\\-]*\d[\w./\\-]*)")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word of the dictionary of a town, and in how many messages it stands."""

    word: str
    count: int


def number_of(words: str) -> str:
    """The number that is all there is: «№ 1843», «2026-11-1843», «П-17/26»; else empty."""
    found = _NUMBER.fullmatch(words.strip())
    return found[1][:80] if found else ""


def phrases(words: str) -> list[str]:
    """The quoted phrases, folded: what must stand in the text word for word."""
    found = (fold(normal(phrase)) for phrase in _PHRASE.findall(quotes(words[:QUERY_LIMIT])))
    return [phrase for phrase in found if phrase]


def loose(words: str) -> list[str]:
    """The words that may be written wrong: long enough to tell a slip from another word."""
    return [word for word in asked_for(words) if len(word) >= SHORTEST]


def asked_for(words: str) -> list[str]:
    """The words as they stand: not quoted, not denied, without digits."""
    plain = fold(normal(_LOOSE.sub(" ", quotes(words[:QUERY_LIMIT]))))
    return list(dict.fromkeys(word for word in plain.split() if word.isalpha()))[:WORDS_LIMIT]


def forms(word: str) -> tuple[str, ...]:
    """How the dictionary may have the word."""
    return tuple(dict.fromkeys([*lemmas(word), word]))


def keys_of(words: Iterable[str]) -> list[int]:
    """The spellings by which neighbours of these words are looked up, typed in either layout."""
    typed = [each for word in words for each in (word, other_layout(word)) if each]
    return sorted({key for word in typed for form in forms(word) for key in spellings(form)})


def meant(word: str, known: int, near: Iterable[Neighbour]) -> str:
    """The word that was probably meant by one that stands in `known` messages; empty when it is right."""
    if known > RARE:
        return ""
    best = min(
        (
            (_mistakes(word, each.word), -each.count, each.word)
            for each in near
            if each.word not in forms(word)
        ),
        default=None,
    )
    if best is None or best[0] > allowed(word) or -best[1] < known * OFTENER:
        return ""
    return best[2]


def instead(words: str, right: dict[str, str]) -> str:
    """The line with the wrong words put right; quoted and denied parts stay as they are."""
    parts = re.split(r'([-−–]?"[^"]*"?)', quotes(words[:QUERY_LIMIT]))
    return "".join(part if '"' in part else _mended(part, right) for part in parts).strip()


def _mended(part: str, right: dict[str, str]) -> str:
    words = part.split(" ")
    return " ".join(
        word if word[:1] in ("-", "−", "–") else right.get(fold(normal(word)), word)
        for word in words
    )


def _mistakes(word: str, other: str) -> int:
    turned = other_layout(word)
    if turned and other in lemmas(turned):
        return 0
    return min(distance(form, other) for form in (word, *lemmas(word)))
