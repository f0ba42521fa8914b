"""What a lexicon knows, as numbers: words that mean alike, phrases of them, and what these speak for.

A model learns from a hundred examples what a lexicon has known from the start, that «фонарь» and
«лампочка» are about one thing. A model keeps its own copy: it must count tomorrow as it did when taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any, Self

import numpy as np
from scipy import sparse

from mcu.text.lexicon import Lexicon, Slots


@dataclass(frozen=True, eq=False)
class Concepts:
    """`parts` has a row for each slot, a column for each phrase; `says` a row for each phrase, a column
    for each topic of the lexicon. `kin` are sets of words that go together, whatever the topic."""

    slots: Slots
    parts: sparse.csr_matrix
    says: sparse.csr_matrix
    kin: Slots
    kin_sets: int

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many slots, sets of kin, phrases and topics there are."""
        slots, phrases = self.parts.shape
        return slots, self.kin_sets, phrases, self.says.shape[1]

    @classmethod
    def of(cls, lexicon: Lexicon, kin: Sequence[str] = ()) -> Self:
        """`kin` are written as choices of the lexicon: «а|б» by any form, «нач*» by its beginning."""
        together = Slots()
        for place, words in enumerate(kin):
            together.add(words, place)
        phrases = list(lexicon.phrases())
        topics = sorted({topic for _, said in phrases for topic, _ in said})
        number = {topic: place for place, topic in enumerate(topics)}
        return cls.from_lists(
            lexicon.slots.exact,
            lexicon.slots.prefixes,
            [list(slots) for slots, _ in phrases],
            [[[number[topic], weight] for topic, weight in said] for _, said in phrases],
            together.exact,
            together.prefixes,
        )

    @classmethod
    def from_lists(
        cls,
        exact: dict[str, list[int]],
        prefixes: dict[str, list[int]],
        phrases: Sequence[Sequence[int]],
        said: Sequence[Sequence[Sequence[float]]],
        kin_exact: dict[str, list[int]],
        kin_prefixes: dict[str, list[int]],
    ) -> Self:
        """ValueError or TypeError when they do not fit each other."""
        slots = _numbered(*exact.values(), *prefixes.values(), *phrases)
        kin_sets = _numbered(*kin_exact.values(), *kin_prefixes.values())
        spread = [(slot, place) for place, some in enumerate(phrases) for slot in some]
        told = [
            (place, int(topic), float(w)) for place, some in enumerate(said) for topic, w in some
        ]
        topics = max((topic for _, topic, _ in told), default=-1) + 1
        if len(said) != len(phrases) or topics > len(told):
            raise ValueError("phrases say nothing")
        return cls(
            Slots(exact, prefixes),
            _matrix([(slot, place, 1.0) for slot, place in spread], (slots, len(phrases))),
            _matrix(told, (len(phrases), topics)),
            Slots(kin_exact, kin_prefixes),
            kin_sets,
        )

    def as_lists(self) -> dict[str, Any]:
        slots = _rows(self.parts.T.tocsr())
        return {
            "exact": dict(self.slots.exact),
            "prefixes": dict(self.slots.prefixes),
            "phrases": [[slot for slot, _ in row] for row in slots],
            "kin_exact": dict(self.kin.exact),
            "kin_prefixes": dict(self.kin.prefixes),
            "said": [[[topic, round(loud, 4)] for topic, loud in row] for row in _rows(self.says)],
        }

    def phrases_in(self, slots: sparse.csr_matrix) -> sparse.csr_matrix:
        """Which phrases have all their slots in each text."""
        met = slots.copy()
        met.data = np.ones_like(met.data)
        whole = (met @ self.parts).tocsr()
        whole.data = (whole.data >= self._needed[whole.indices]).astype(np.float32)
        whole.eliminate_zeros()
        return whole

    @cached_property
    def _needed(self) -> np.ndarray:
        """How many slots each phrase has."""
        return np.asarray(self.parts.sum(axis=0)).ravel()

    def topics_in(self, phrases: sparse.csr_matrix) -> sparse.csr_matrix:
        """How loudly the phrases of each text speak for each topic."""
        loud = (phrases @ self.says).tocsr()
        loud.data = np.log1p(np.maximum(loud.data, 0)).astype(np.float32)
        loud.eliminate_zeros()
        return loud


def _numbered(*lists: Sequence[int]) -> int:
    """How many things bear these numbers; they count from 0 and leave out few."""
    numbers = [number for some in lists for number in some]
    if not all(isinstance(number, int) and 0 <= number < len(numbers) for number in numbers):
        raise ValueError("numbers have gaps")
    return max(numbers, default=-1) + 1


def _rows(matrix: sparse.csr_matrix) -> list[list[tuple[int, float]]]:
    cells = list(zip(matrix.indices.tolist(), matrix.data.tolist(), strict=True))
    return [cells[start:end] for start, end in pairwise(matrix.indptr.tolist())]


def _matrix(cells: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    some = np.array(values, dtype=np.float32)
    if not np.isfinite(some).all() or min((*rows, *columns), default=0) < 0:
        raise ValueError("not a number")
    made = sparse.csr_matrix((some, (np.array(rows, int), np.array(columns, int))), shape=shape)
    made.sort_indices()
    return made


@cache
def kin_of_town_life() -> tuple[str, ...]:
    """The sets that the program brings."""
    lines = files("mcu.text.learn").joinpath("data/alike.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


NOTHING = Concepts.of(Lexicon([]))
"""For whoever has no lexicon."""
