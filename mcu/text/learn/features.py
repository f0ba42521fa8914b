"""Texts as numbers: dictionary forms of words, pairs of neighbours, pieces of words, and concepts.

Pieces and concepts stay inside a word, so all that a word gives is remembered with it: a text costs
one look into a table per word.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from mcu.text.clean import normal
from mcu.text.learn.concepts import NOTHING, Concepts
from mcu.text.lemmas import LONGEST_WORD, lemmas
from mcu.text.mask import PLACEHOLDER
from mcu.text.search import fold
from mcu.text.words import words as words_named

TEXT_LIMIT = 20_000
"""Characters of one text that are looked at: what matters to a resident comes earlier."""

BLOCKS = ("words", "pieces", "places", "slots", "kin", "phrases", "topics")
SHARES = np.sqrt(np.array([8, 8, 4, 4, 7, 4, 4]) / 35).astype(np.float32)
"""How long each block of a row is: without its places a text with something in each has length 1."""

_SHORTEST, _LONGEST = 3, 5
_REMEMBERED = 200_000
_NUMBER = re.compile(r"\d+")
_BEFORE = frozenset(
    [
        "г",
        "гор",
        "город",
        "пос",
        "пгт",
        "поселок",
        "село",
        "дер",
        "деревня",
        "хутор",
        "ул",
        "улица",
        "проспект",
        "пр",
        "мкр",
        "микрорайон",
        "район",
        "рн",
        "округ",
        "область",
        "сельсовет",
    ]
)
_AFTER = frozenset(("район", "рн", "округ", "область", "сельсовет"))
_NOTHING = np.array([], dtype=np.int32)
_NO_PAIRS: dict[str, int] = {}


def words_of(text: str) -> list[str]:
    """The words of a text in one form."""
    return fold(PLACEHOLDER.sub(" ", normal(text[:TEXT_LIMIT]))).split()


def lemma_of(word: str) -> str:
    """The likeliest dictionary form; a number says only that there is one."""
    return "0" if _NUMBER.fullmatch(word) else lemmas(word)[0]


def _tells(word: str) -> bool:
    """Whether it says anything to a person."""
    return not _NUMBER.fullmatch(word) and not words_named("common").intersection(
        (word, lemma_of(word))
    )


def pieces_of(word: str) -> list[str]:
    """Runs of 3 to 5 characters of a word with its edges; none of a number."""
    if _NUMBER.fullmatch(word):
        return []
    edged = f" {word[:LONGEST_WORD]} "
    return [
        edged[start : start + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(edged) - size + 1)
    ]


def places_of(forms: Sequence[str]) -> list[str]:
    """Words that are said to be a place, with its kind and without: «г Льгов», «Льговский район»."""
    found = []
    for one, other in pairwise(forms):
        if one in _BEFORE:
            found += [f"{one[:2]} {other}", other]
        elif other in _AFTER:
            found += [f"{other[:2]} {one}", one]
    return found


class Features:
    """Which words, pairs and pieces a model knows, its concepts, and what each of them weighs."""

    def __init__(
        self,
        words: Sequence[str],
        pieces: Sequence[str],
        weights: np.ndarray,
        concepts: Concepts = NOTHING,
        places: Sequence[str] = (),
    ) -> None:
        self.words, self.pieces, self.concepts = tuple(words), tuple(pieces), concepts
        self.places = tuple(places)
        self.weights = weights.astype(np.float32)
        self.sizes = (len(self.words), len(self.pieces), len(self.places), *concepts.sizes)
        self.size = sum(self.sizes)
        self._word_number = {word: number for number, word in enumerate(self.words)}
        self._piece_number = {
            piece: number for number, piece in enumerate(self.pieces, len(self.words))
        }
        self._place_number = {
            place: number
            for number, place in enumerate(self.places, len(self.words) + len(self.pieces))
        }
        _, _, self._slots_from, self._kin_from, self._phrases_from, *_ = np.cumsum(
            self.sizes
        ).tolist()
        self._block_of = np.repeat(np.arange(len(BLOCKS)), self.sizes)
        self._pair_number: dict[str, dict[str, int]] = {}
        for word, number in self._word_number.items():
            one, _, other = word.partition(" ")
            if other:
                self._pair_number.setdefault(one, {})[other] = number
        self._known: dict[str, tuple[str, np.ndarray]] = {}

    def matrix(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """A row for each text, a column for each feature, the blocks one after the other."""
        return self.matrix_of_words([words_of(text) for text in texts])

    def matrix_of_words(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        counts = _counts([self._numbers(text) for text in texts], self._phrases_from)
        phrases = self.concepts.phrases_in(counts[:, self._slots_from : self._kin_from])
        topics = self.concepts.topics_in(phrases)
        every = sparse.hstack([counts, phrases, topics], format="csr", dtype=np.float32)
        every.data *= self.weights[every.indices]
        return _evened(every, self._block_of)

    def deciding(
        self, words: Sequence[str], row: sparse.csr_matrix, said: np.ndarray
    ) -> tuple[str, ...]:
        """The words of a text that say most, where `said` is what each feature of its row says. What
        stands in every text («в», «прошу») is not named, whatever it weighs."""
        gains = dict(zip(row.indices.tolist(), (row.data * said).tolist(), strict=True))
        totals = {
            word: sum(gains.get(number, 0.0) for number in set(self._entry(word)[1].tolist()))
            for word in words
        }
        best = sorted(totals, key=lambda word: (-totals[word], word))
        return tuple(word for word in best if totals[word] > 0 and _tells(word))

    def _numbers(self, words: Sequence[str]) -> np.ndarray:
        found: list[np.ndarray] = []
        pairs: list[int] = []
        forms: list[str] = []
        after: dict[str, int] = {}
        for word in words:
            lemma, numbers = self._known.get(word) or self._entry(word)
            found.append(numbers)
            if lemma in after:
                pairs.append(after[lemma])
            after = self._pair_number.get(lemma, _NO_PAIRS)
            forms.append(lemma)
        known = self._place_number
        if known:
            pairs += [known[place] for place in places_of(forms) if place in known]
        found.append(np.array(pairs, dtype=np.int32))
        return np.concatenate(found)

    def _entry(self, word: str) -> tuple[str, np.ndarray]:
        """The dictionary form of a word and the numbers of all it gives, found once."""
        if word in self._known:
            return self._known[word]
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        lemma, pieces = lemma_of(word), self._piece_number
        numbers = [
            *([self._word_number[lemma]] if lemma in self._word_number else []),
            *[pieces[piece] for piece in pieces_of(word) if piece in pieces],
            *[self._slots_from + slot for slot in self.concepts.slots.of(word)],
            *[self._kin_from + kin for kin in self.concepts.kin.of(word)],
        ]
        entry = self._known[word] = (lemma, np.array(numbers, dtype=np.int32))
        return entry


def known_features(
    texts: Sequence[Sequence[str]],
    names: Sequence[Sequence[str]] = (),
    *,
    least: int = 2,
    concepts: Concepts = NOTHING,
) -> Features:
    """What stands in at least `least` of the texts or in a name, weighed by its rarity in texts."""
    kept_words = _often([_said(text) for text in texts], [_said(name) for name in names], least)
    pieces_by_word = {word: pieces_of(word) for text in (*texts, *names) for word in text}

    def spelt(text: Sequence[str]) -> set[str]:
        return {piece for word in set(text) for piece in pieces_by_word[word]}

    kept_pieces = _often(map(spelt, texts), map(spelt, names), least)
    kept_places = _often(map(_placed, texts), map(_placed, names), least)
    size = len(kept_words) + len(kept_pieces) + len(kept_places) + sum(concepts.sizes)
    unweighed = Features(kept_words, kept_pieces, np.ones(size), concepts, kept_places)
    times = unweighed.matrix_of_words(texts).getnnz(axis=0)
    weights = np.log((1 + len(texts)) / (1 + times)) + 1
    weights[size - concepts.sizes[-1] :] = 1
    return Features(kept_words, kept_pieces, weights, concepts, kept_places)


def _said(words: Sequence[str]) -> set[str]:
    forms = [lemma_of(word) for word in words]
    return {*forms, *(f"{a} {b}" for a, b in pairwise(forms))}


def _placed(words: Sequence[str]) -> set[str]:
    return set(places_of([lemma_of(word) for word in words]))


def _often(texts: Iterable[set[str]], names: Iterable[set[str]], least: int) -> list[str]:
    times = Counter(each for text in texts for each in text)
    named = {each for name in names for each in name}
    return sorted(named | {each for each, count in times.items() if count >= least})


def _counts(rows: Sequence[np.ndarray], columns: int) -> sparse.csr_matrix:
    """How often each feature stands in each text: said thrice counts a little more than once."""
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    every = np.concatenate([*rows, _NOTHING])
    counts = sparse.csr_matrix(
        (np.ones(len(every), dtype=np.float32), every, ends), shape=(len(rows), columns)
    )
    counts.sum_duplicates()
    counts.data = 1 + np.log(counts.data)
    return counts


def _evened(matrix: sparse.csr_matrix, block_of: np.ndarray) -> sparse.csr_matrix:
    """Each block of each row made as long as its share."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    places = rows * len(BLOCKS) + block_of[matrix.indices]
    lengths = np.sqrt(np.bincount(places, matrix.data**2, matrix.shape[0] * len(BLOCKS)))
    shares = np.tile(SHARES, matrix.shape[0]) / np.where(lengths > 0, lengths, 1)
    matrix.data *= shares[places].astype(np.float32)
    return matrix
