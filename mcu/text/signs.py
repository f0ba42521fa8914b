"""Finds the phrases of `data/signs.toml` in a text: one look into a table for each word.

A phrase is words near each other. Nothing is read out of how loud a text
is: letters are small, signs are only borders.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

LOOKED_AT = 6_000
"""Characters of a text that are looked at: whoever is in danger says so earlier."""

_TOKEN = re.compile(r"[^\W_]+|[.!?;\n…]")
_BORDERS = frozenset(".!?;\n…")
_BORDER = 3  # the end of a sentence counts for so many words
_BETWEEN = 6  # how far two words of a phrase may stand apart
_PLACES = 8  # of one word that are remembered: bounds the work on a hostile text
_SHORTEST, _LONGEST = 2, 14
_DENIALS = frozenset(("не", "ни", "нет", "без"))
# A phrase is not looked up by a slot with one of these: they stand in every second text.
_COMMON = frozenset(
    [
        "не",
        "ни",
        "нет",
        "без",
        "за",
        "что",
        "от",
        "на",
        "до",
        "под",
        "то",
        "все",
        "вам",
        "вас",
        "вы",
        "ты",
        "так",
        "ребенок*",
        "дом",
        "дома",
        "двор",
        "двор*",
        "дорог*",
        "улиц*",
        "8",
        "7",
    ]
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Its words as numbers of slots; `rest` are those beside the one it is looked up by; `tight`:
    the next word stands right after this one."""

    group: str
    slots: tuple[int, ...]
    rest: frozenset[int]
    tight: tuple[bool, ...]
    weight: float
    why: tuple[str, ...]
    denies: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text, by the numbers of its words."""

    phrase: Phrase
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The phrases of a text by their groups, and its words to say which of them decided."""

    words: Sequence[str]
    found: Mapping[str, Sequence[Found]]

    def said(self, places: Sequence[int]) -> str:
        """The words of those places, in the order of the text."""
        return " ".join(self.words[place] for place in sorted(set(places)))

    def weight(self, group: str) -> float:
        """All phrases of a group that share no word, the weightiest first; words count once."""
        return sum(each.phrase.weight for each in self.apart(group))

    def apart(self, group: str) -> list[Found]:
        taken: set[int] = set()
        kept = []
        for each in sorted(self.found.get(group, ()), key=lambda one: -abs(one.phrase.weight)):
            if taken.isdisjoint(each.words):
                taken.update(each.words)
                kept.append(each)
        return kept


class Signs:
    """The table compiled: which slots a word fills, which phrases begin with a slot."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._sets = table.get("sets", {})
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self._anchored: dict[int, list[Phrase]] = defaultdict(list)
        for section, groups in table.items():
            if section != "sets":
                for name, rows in groups.items():
                    for row in rows:
                        self._enter(f"{section}.{name}", row)
        self.slots_of = lru_cache(maxsize=65_536)(self._slots_of)

    def read(self, text: str) -> Reading:
        words, places, at = self._placed(text)
        found: dict[str, list[Found]] = defaultdict(list)
        anchored, present = self._anchored, places.keys()
        for slot in places:
            for phrase in anchored.get(slot, ()):
                if phrase.rest <= present:
                    together = _together(phrase, places, at)
                    if together and (phrase.denies or not _denied(words, together[0])):
                        found[phrase.group].append(Found(phrase, together))
        return Reading(words, found)

    def _placed(self, text: str) -> tuple[list[str], dict[int, list[int]], list[int]]:
        """Words, where the slots stand among them, and how far each is with borders counted."""
        words: list[str] = []
        at: list[int] = []
        places: dict[int, list[int]] = {}
        gap = 0
        for token in _TOKEN.findall(text[:LOOKED_AT].lower().replace("ё", "е")):
            if token in _BORDERS:
                gap += _BORDER
                continue
            place = len(words)
            words.append(token)
            at.append(place + gap)
            for slot in self.slots_of(token):
                seen = places.setdefault(slot, [])
                if len(seen) < _PLACES:
                    seen.append(place)
        return words, places, at

    def _enter(self, group: str, row: Sequence[Any]) -> None:
        written = str(row[0]).split()
        common = [not _COMMON.isdisjoint(slot.rstrip("!").split("|")) for slot in written]
        slots = tuple(self._slot(slot.rstrip("!")) for slot in written)
        anchor = slots[common.index(False) if False in common else 0]
        phrase = Phrase(
            group,
            slots,
            frozenset(slots) - {anchor},
            tuple(slot.endswith("!") for slot in written),
            float(row[1]) if len(row) > 1 else 1.0,
            tuple(row[2:]),
            any(not _DENIALS.isdisjoint(slot.rstrip("!").split("|")) for slot in written),
        )
        self._anchored[anchor].append(phrase)

    def _slot(self, slot: str) -> int:
        if slot in self._numbers:
            return self._numbers[slot]
        number = self._numbers[slot] = len(self._numbers)
        for choice in self._choices(slot):
            table = self._prefixes if choice.endswith("*") else self._exact
            table[choice.rstrip("*")].append(number)
        return number

    def _choices(self, slot: str) -> Iterator[str]:
        for choice in slot.split("|"):
            if choice.startswith("@"):
                yield from self._choices(self._sets[choice[1:]])
            elif choice:
                yield choice.rstrip("!").replace("ё", "е")

    def _slots_of(self, word: str) -> tuple[int, ...]:
        found = set(self._exact.get(word, ()))
        for length in range(_SHORTEST, min(len(word), _LONGEST) + 1):
            found.update(self._prefixes.get(word[:length], ()))
        return tuple(sorted(found))


def _together(
    phrase: Phrase, places: Mapping[int, Sequence[int]], at: list[int]
) -> tuple[int, ...]:
    """Words of the phrase near each other, each on a word of its own, or (); tight ones in a row."""
    if not phrase.rest:
        return (places[phrase.slots[0]][0],)
    for start in places[phrase.slots[0]]:
        taken = [start]
        for slot, tight in zip(phrase.slots[1:], phrase.tight, strict=False):
            last = taken[-1]
            free = [place for place in places[slot] if place not in taken]
            near = [place for place in free if _near(at, last, place, tight)]
            if not near:
                break
            taken.append(min(near, key=lambda place: abs(place - last)))
        else:
            return tuple(taken)
    return ()


def _near(at: list[int], last: int, place: int, tight: bool) -> bool:
    return at[place] - at[last] == 1 if tight else abs(at[place] - at[last]) <= _BETWEEN


def _denied(words: Sequence[str], place: int) -> bool:
    return place > 0 and words[place - 1] in _DENIALS


@cache
def signs() -> Signs:
    """The table of the program, read once."""
    return Signs(tomllib.loads(files("mcu.text").joinpath("data/signs.toml").read_text("utf-8")))
