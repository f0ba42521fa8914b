"""Texts as numbers: dictionary forms of words, pairs of neighbours, and pieces of words.

Pieces stay inside a word, so all that a word gives is remembered with it: a text costs one look into
a table per word.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from mcu.text.clean import normal
from mcu.text.lemmas import LONGEST_WORD, lemmas
from mcu.text.mask import PLACEHOLDER
from mcu.text.search import fold

TEXT_LIMIT = 20_000
"""Characters of one text that are looked at: what matters to a resident comes earlier."""

_SHORTEST, _LONGEST = 3, 5
_REMEMBERED = 200_000
_NUMBER = re.compile(r"\d+")


def words_of(text: str) -> list[str]:
    """The words of a text in one form; numbers say only that there is one."""
    return fold(PLACEHOLDER.sub(" ", normal(text[:TEXT_LIMIT]))).split()


def lemma_of(word: str) -> str:
    return "0" if _NUMBER.fullmatch(word) else lemmas(word)[0]


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


class Features:
    """Which words, pairs and pieces a model knows, and what each of them weighs."""

    def __init__(
        self,
        words: Sequence[str],
        pieces: Sequence[str],
        word_weights: np.ndarray,
        piece_weights: np.ndarray,
    ) -> None:
        self.words, self.pieces = tuple(words), tuple(pieces)
        self.word_weights = word_weights.astype(np.float32)
        self.piece_weights = piece_weights.astype(np.float32)
        self._word_number = {word: number for number, word in enumerate(self.words)}
        self._piece_number = {piece: number for number, piece in enumerate(self.pieces)}
        self._known: dict[str, tuple[str, np.ndarray, np.ndarray]] = {}

    @property
    def size(self) -> int:
        return len(self.words) + len(self.pieces)

    def matrix(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """A row of length √2 for each text: words and pieces count the same."""
        return self.matrix_of_words([words_of(text) for text in texts])

    def matrix_of_words(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        words, pieces = [], []
        for text in texts:
            word_numbers, piece_numbers = self._numbers(text)
            words.append(word_numbers)
            pieces.append(piece_numbers)
        return sparse.hstack(
            [_weighed(words, self.word_weights), _weighed(pieces, self.piece_weights)], format="csr"
        )

    def deciding(
        self, words: Sequence[str], row: sparse.csr_matrix, said: np.ndarray
    ) -> tuple[str, ...]:
        """The words of a text that say most, where `said` is what each feature says."""
        gains = dict(
            zip(row.indices.tolist(), (row.data * said[row.indices]).tolist(), strict=True)
        )
        pieces_from = len(self.words)
        totals: dict[str, float] = {}
        for word in words:
            _, numbers, pieces = self._known.get(word) or self._learn(word)
            totals[word] = sum(gains.get(number, 0.0) for number in numbers.tolist())
            totals[word] += sum(gains.get(pieces_from + piece, 0.0) for piece in pieces.tolist())
        best = sorted(totals, key=lambda word: (-totals[word], word))
        return tuple(word for word in best if totals[word] > 0 and not _NUMBER.fullmatch(word))

    def _numbers(self, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        found_words: list[np.ndarray] = []
        found_pieces: list[np.ndarray] = []
        pairs: list[int] = []
        before = ""
        for word in words:
            lemma, numbers, pieces = self._known.get(word) or self._learn(word)
            found_words.append(numbers)
            found_pieces.append(pieces)
            pair = self._word_number.get(f"{before} {lemma}")
            if pair is not None:
                pairs.append(pair)
            before = lemma
        found_words.append(np.array(pairs, dtype=np.int32))
        return np.concatenate(found_words), np.concatenate(found_pieces or [_NOTHING])

    def _learn(self, word: str) -> tuple[str, np.ndarray, np.ndarray]:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        lemma = lemma_of(word)
        number = self._word_number.get(lemma)
        pieces = [self._piece_number.get(piece, -1) for piece in pieces_of(word)]
        entry = (
            lemma,
            _NOTHING if number is None else np.array([number], dtype=np.int32),
            np.array([piece for piece in pieces if piece >= 0], dtype=np.int32),
        )
        self._known[word] = entry
        return entry


_NOTHING = np.array([], dtype=np.int32)


def known_features(texts: Sequence[Sequence[str]], *, least: int = 2) -> Features:
    """What stands in at least `least` of the texts, weighed by its rarity."""
    words: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    pieces_by_word: dict[str, list[str]] = {}
    for text in texts:
        forms = [lemma_of(word) for word in text]
        words.update({*forms, *(f"{a} {b}" for a, b in pairwise(forms))})
        seen: set[str] = set()
        for word in set(text):
            if word not in pieces_by_word:
                pieces_by_word[word] = pieces_of(word)
            seen.update(pieces_by_word[word])
        pieces.update(seen)
    kept_words = sorted(word for word, times in words.items() if times >= least)
    kept_pieces = sorted(piece for piece, times in pieces.items() if times >= least)
    return Features(
        kept_words,
        kept_pieces,
        _rarity([words[word] for word in kept_words], len(texts)),
        _rarity([pieces[piece] for piece in kept_pieces], len(texts)),
    )


def _rarity(times: Sequence[int], texts: int) -> np.ndarray:
    return np.log((1 + texts) / (1 + np.array(times, dtype=np.float64))) + 1


def _weighed(rows: Sequence[np.ndarray], weights: np.ndarray) -> sparse.csr_matrix:
    """Counts of each row as weights: a word said thrice says a little more; rows of length 1."""
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    columns = np.concatenate([*rows, _NOTHING])
    counts = sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), len(weights))
    )
    counts.sum_duplicates()
    counts.data = (1 + np.log(counts.data)) * weights[counts.indices]
    lengths = np.sqrt(np.bincount(counts.nonzero()[0], counts.data**2, len(rows)))
    counts.data /= np.repeat(lengths.astype(np.float32), np.diff(counts.indptr))
    return counts
