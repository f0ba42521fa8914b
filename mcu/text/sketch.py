"""Short keys of a text by which its like is found among a million, without reading them.

`digest` is the same for the same words in the same order, whatever the case, marks and alphabet;
`bands` of two texts meet when most of their words are the same (MinHash: a band is a few smallest
hashes put together). Keys are 64-bit numbers with a sign, as PostgreSQL stores them.
"""

from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b

from mcu.text.mask import PLACEHOLDER
from mcu.text.search import fold

BANDS, ROWS = 4, 3
LEAST_WORDS = 3
"""Of fewer words nothing can be said: they meet everything."""

_PRIME = (1 << 61) - 1
_REMEMBERED = 65_536


def key(words: str) -> int:
    """A number for these words; two different ones share it by chance once in 10¹⁹."""
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


_TURNS = tuple(
    (key(f"turn {number}") % _PRIME or 1, key(f"shift {number}") % _PRIME)
    for number in range(BANDS * ROWS)
)


@lru_cache(maxsize=_REMEMBERED)
def _turned(word: str) -> tuple[int, ...]:
    number = key(word)
    return tuple([(turn * number + shift) % _PRIME for turn, shift in _TURNS])


def digest(text: str, scope: str = "") -> int | None:
    """The key of the whole text; None when it is too short to be a repetition of anything."""
    return digest_of_words(fold(PLACEHOLDER.sub(" ", text)), scope)


def digest_of_words(words: str, scope: str = "") -> int | None:
    """The same of words in one form already."""
    return key(f"{scope}|{words}") if words.count(" ") + 1 >= LEAST_WORDS else None


def bands(words: Collection[str], scope: str = "") -> tuple[int | None, ...]:
    """Four keys of a bag of words; at nine words of ten in common nearly always one is the same."""
    if len(words) < LEAST_WORDS:
        return (None,) * BANDS
    least = list(map(min, zip(*map(_turned, words), strict=True)))
    rows = (least[n * ROWS : (n + 1) * ROWS] for n in range(BANDS))
    return tuple(key(f"{scope}|{n}|{row}") for n, row in enumerate(rows))
