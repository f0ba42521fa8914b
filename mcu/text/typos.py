"""A word written wrong finds the right one: by what is left when a letter is taken out of both.

Two words one mistake apart (a letter missing, one too many, another one, two exchanged) share at
least one such spelling; a table of them finds the neighbours of a word without comparing it to all.
"""

from functools import lru_cache
from zlib import crc32

SHORTEST = 4
"""Shorter words are near too many others to guess."""
LONGEST = 40
_LAYOUT = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе")


@lru_cache(maxsize=65_536)
def spellings(word: str) -> tuple[int, ...]:
    """The word and each of it with one letter less, as numbers of 32 bits with a sign."""
    shorter = (
        {word[:n] + word[n + 1 :] for n in range(len(word))} if len(word) >= SHORTEST else set()
    )
    return tuple(sorted(_number(each) for each in {word, *shorter}))


def distance(first: str, second: str, most: int = 2) -> int:
    """How many mistakes lie between two words, two exchanged letters being one; `most` + 1 when more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def allowed(word: str) -> int:
    """How many mistakes are forgiven in a word of this length."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 8 else 2


def other_layout(word: str) -> str:
    """«ljhjuf» is «дорога» typed with the wrong layout; empty when it is no such word."""
    turned = word.translate(_LAYOUT)
    return turned if turned != word and turned.isalpha() and turned.isascii() is False else ""


def _number(word: str) -> int:
    found = crc32(word.encode())
    return found - (1 << 32) if found >= 1 << 31 else found
