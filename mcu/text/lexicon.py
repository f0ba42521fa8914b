"""Suggests the topic of a text by a lexicon.

A suggestion is a hint for a person: it carries its confidence and the words that decided. There is
no learning here, only words that people can read and mend.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mcu.text.clean import normal
from mcu.text.lemmas import lemmas
from mcu.text.search import fold

TEXT_LIMIT = 20_000
"""Characters of one text that are looked at: what matters to a resident comes earlier."""

_SLACK = 4  # words that may stand between the words of a phrase
_PLACES = 12  # places of one word that are remembered: bounds the work on a hostile text
_SHORTEST_PREFIX, _LONGEST_PREFIX = 3, 24
_WORDS_SHOWN = 8
_TEMPERATURE = 2.5  # the smaller, the surer the guesses sound
_DOUBT = 2.5  # score of «none of these»: one weak word is no certainty
_ECHO = 0.7  # a second reason adds this share of itself, a third the square of it
_FAINT = 0.05  # a guess less sure than this is not worth a person's look


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """A topic that the text may be about: confidence from 0 to 1, and the words that decided."""

    code: str
    confidence: float
    words: tuple[str, ...]


@dataclass(slots=True)
class _Phrase:
    """A phrase as numbers of its slots, with what it says for or against each topic."""

    slots: tuple[int, ...]
    says: list[tuple[str, float]] = field(default_factory=list)


_Reason = tuple[float, tuple[int, ...]]
"""What a phrase found in the text says about a topic, and the places of its words."""


class Slots:
    """Which numbered choices of words a word belongs to: by its dictionary forms or its beginning."""

    def __init__(
        self,
        exact: Mapping[str, list[int]] | None = None,
        prefixes: Mapping[str, list[int]] | None = None,
    ) -> None:
        self.exact: dict[str, list[int]] = defaultdict(list, exact or {})
        self.prefixes: dict[str, list[int]] = defaultdict(list, prefixes or {})

    def add(self, slot: str, number: int) -> None:
        for choice in slot.lower().replace("ё", "е").split("|"):
            if choice.endswith("*") and len(choice) > _SHORTEST_PREFIX:
                self.prefixes[choice[:-1]].append(number)
            else:
                for lemma in lemmas(choice.rstrip("*")):
                    self.exact[lemma].append(number)

    def of(self, word: str) -> tuple[int, ...]:
        forms = lemmas(word)
        found = {slot for form in forms for slot in self.exact.get(form, ())}
        for form in (word, *forms):
            for length in range(_SHORTEST_PREFIX, len(form[:_LONGEST_PREFIX]) + 1):
                found.update(self.prefixes.get(form[:length], ()))
        return tuple(found)


class Lexicon:
    """Finds topics by the words of `entries`: pairs of a topic's code and its weighted phrases.

    A phrase is one or more words near each other in any order and any form; «а|б» in it is a choice,
    «начал*» a beginning. A phrase that speaks for many topics says less about each of them.
    Building takes some milliseconds per topic, guessing about 0.1 ms per short text.
    """

    def __init__(self, entries: Iterable[tuple[str, Iterable[tuple[str, float]]]]) -> None:
        self.slots = Slots()
        phrases = self._phrases(entries)
        uses = Counter(slot for phrase in phrases for slot in phrase.slots)
        self._anchored: dict[int, list[_Phrase]] = defaultdict(list)
        for phrase in phrases:
            self._anchored[min(phrase.slots, key=lambda slot: (uses[slot], slot))].append(phrase)
        self._slots_of = lru_cache(maxsize=65_536)(self.slots.of)

    def phrases(self) -> Iterator[tuple[tuple[int, ...], list[tuple[str, float]]]]:
        """Every phrase as numbers of its slots, and what it says of each topic, in a fixed order."""
        every = (phrase for anchored in self._anchored.values() for phrase in anchored)
        for phrase in sorted(every, key=lambda phrase: phrase.slots):
            yield phrase.slots, phrase.says

    def suggest(self, text: str, top: int = 3) -> list[TopicGuess]:
        """At most `top` topics, the surest first; nothing found is an empty list."""
        words = fold(normal(text[:TEXT_LIMIT])).split()
        reasons: dict[str, list[_Reason]] = defaultdict(list)
        for phrase, spots in self._found(self._places(words)):
            for code, weight in phrase.says:
                reasons[code].append((weight, spots))
        shares = _confidences({code: _score(found) for code, found in reasons.items()})
        return [
            TopicGuess(code, confidence, _deciding(words, reasons[code]))
            for code, confidence in shares[: max(top, 0)]
        ]

    def _places(self, words: Sequence[str]) -> dict[int, list[int]]:
        """Where the words of the lexicon stand in a text, by the numbers of their slots."""
        places: dict[int, list[int]] = {}
        for place, word in enumerate(words):
            for slot in self._slots_of(word):
                seen = places.setdefault(slot, [])
                if len(seen) < _PLACES:
                    seen.append(place)
        return places

    def _phrases(self, entries: Iterable[tuple[str, Iterable[tuple[str, float]]]]) -> list[_Phrase]:
        numbers: dict[str, int] = {}
        phrases: dict[tuple[int, ...], _Phrase] = {}
        codes = set()
        for code, words in entries:
            codes.add(code)
            for phrase, weight in words:
                slots = tuple(sorted({self._slot(s, numbers) for s in phrase.split()}))
                if slots:
                    phrases.setdefault(slots, _Phrase(slots)).says.append((code, weight))
        for found in phrases.values():
            _weigh(found, len(codes))
        return list(phrases.values())

    def _slot(self, slot: str, numbers: dict[str, int]) -> int:
        """The number of a slot, new ones are entered into the tables of words and beginnings."""
        if slot in numbers:
            return numbers[slot]
        number = numbers[slot] = len(numbers)
        self.slots.add(slot, number)
        return number

    def _found(
        self, places: Mapping[int, Sequence[int]]
    ) -> Iterable[tuple[_Phrase, tuple[int, ...]]]:
        """Phrases of the text with the places of their words."""
        for anchor, spots in places.items():
            for phrase in self._anchored.get(anchor, ()):
                if len(phrase.slots) == 1:
                    yield phrase, (spots[0],)
                elif all(slot in places for slot in phrase.slots):
                    together = _together(phrase.slots, anchor, places)
                    if together:
                        yield phrase, together


def _weigh(phrase: _Phrase, topics: int) -> None:
    """Lessens what a phrase says for topics by the number of topics it speaks for."""
    shared = sum(weight > 0 for _, weight in phrase.says) or 1
    rarity = math.log1p(topics / shared) / math.log1p(topics)
    phrase.says = [(code, w * rarity if w > 0 else w) for code, w in phrase.says]


def _together(
    slots: Sequence[int], anchor: int, places: Mapping[int, Sequence[int]]
) -> tuple[int, ...]:
    """Places where all the slots stand near the anchor, each on a word of its own, or ()."""
    reach = len(slots) + _SLACK - 1
    for start in places[anchor]:
        taken = [start]
        for slot in slots:
            if slot == anchor:
                continue
            near = [p for p in places[slot] if abs(p - start) <= reach and p not in taken]
            if not near:
                break
            taken.append(min(near, key=lambda place: abs(place - start)))
        else:
            return tuple(taken)
    return ()


def _score(reasons: Iterable[_Reason]) -> float:
    """The sum of reasons, each next one fainter: phrases about one thing echo each other."""
    weights = sorted((weight for weight, _ in reasons), reverse=True)
    return sum(w * _ECHO**n if w > 0 else w for n, w in enumerate(weights))


def _confidences(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Scores as shares of one, the doubt «none of these» among them; the surest first."""
    positive = {code: score for code, score in scores.items() if score > 0}
    if not positive:
        return []
    highest = max(positive.values())
    powers = {code: math.exp((s - highest) / _TEMPERATURE) for code, s in positive.items()}
    total = sum(powers.values()) + math.exp((_DOUBT - highest) / _TEMPERATURE)
    shares = [(code, round(power / total, 4)) for code, power in powers.items()]
    worth = [share for share in shares if share[1] >= _FAINT]
    return sorted(worth, key=lambda share: (-share[1], share[0]))


def _deciding(words: Sequence[str], reasons: Iterable[_Reason]) -> tuple[str, ...]:
    """The words of the weightiest phrases, in the order of the text."""
    kept: dict[str, int] = {}
    for weight, spots in sorted(reasons, reverse=True):
        for spot in spots:
            if weight > 0 and len(kept) < _WORDS_SHOWN:
                kept.setdefault(words[spot], spot)
    return tuple(sorted(kept, key=lambda word: kept[word]))
