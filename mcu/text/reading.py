"""A text as sentences and words with their dictionary forms: what every check looks at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from razdel import sentenize

from mcu.text.lemmas import lemmas, readings

READ_AT_MOST = 20_000
"""Characters of a text that are looked at: no answer is longer, and checks stay quick."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# From a letter on, so long at most: work on a sentence grows faster than its length.
_LONGEST = re.compile(r"\S(?:.{0,1499})")
_LINE = re.compile(r"[^\n]+")
_WORTH = 0.1  # readings of a word less likely than this are not believed
_NOUN = "NOUN"


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands; `low` is small with «е» for «ё»."""

    text: str
    start: int
    end: int
    low: str

    @property
    def lemmas(self) -> tuple[str, ...]:
        return lemmas(self.text.lower())

    @property
    def grammar(self) -> str:
        """Tags of the likely readings, joined: «VERB,perf,tran …»."""
        return grammar(self.text.lower())


@dataclass(frozen=True)
class Sentence:
    """`paragraph` is the number of its line."""

    text: str
    start: int
    paragraph: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def low(self) -> str:
        return low(self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(_words(self.text, self.start))

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return frozenset(form for word in self.words for form in word.lemmas)

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Dictionary forms of the words that may be nouns."""
        return frozenset(
            form for word in self.words if _NOUN in word.grammar for form in word.lemmas
        )


def low(text: str) -> str:
    """Small letters with «е» for «ё»: every place stays where it was."""
    return text.lower().replace("ё", "е") if len(text.lower()) == len(text) else text


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences in their order; a new line always begins a new one."""
    found = []
    for number, line in enumerate(_LINE.finditer(text[:READ_AT_MOST])):
        for piece in sentenize(line[0]):
            for part in _LONGEST.finditer(piece.text):
                start = line.start() + piece.start + part.start()
                found.append(Sentence(part[0].rstrip(), start, number))
    return tuple(found)


@lru_cache(maxsize=65_536)
def grammar(word: str) -> str:
    _, tags = readings(word)
    return " ".join(tag for tag, score in tags if score >= _WORTH)


def _words(text: str, start: int) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        yield Word(found[0], start + found.start(), start + found.end(), low(found[0]))
