"""Several simple ways to score a label for a text. Each is linear, so their mix is one table of weights.

All of them see texts only through kernels: how alike two rows are. The rows are the labelled texts and,
after them, one row for the name of each label, which is an example of it: a label that has few texts, or
none, is known by its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from mcu.text.learn.features import BLOCKS, SHARES

VIEWS: Mapping[str, tuple[str, ...]] = {
    "all": tuple(block for block in BLOCKS if block != "places"),
    "letters": ("words", "pieces"),
    "concepts": ("slots", "phrases", "topics"),
    "kin": ("kin",),
    "places": ("places",),
}
"""Features that are looked at together: all but places, what is written, what it means, where it is."""
WHERE = "places"
"""Tells whose matter it is, and hardly ever what it is about."""

_STRICTNESS = (0.2, 0.8)  # of ridge regression: the smaller, the more it believes single examples
_AIDE_STRICTNESS = 0.4
_NAME_DOUBT = 2.0  # the name of a label is believed this many times less than a text
_FEW = 4.0  # a middle of few texts is not far from nothing
_SMOOTH = 0.02


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores of labels for a text: its likeness to the rows times `pull`, plus `start`."""

    view: str
    pull: np.ndarray
    start: np.ndarray


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is known of the texts: right labels as numbers (`labels` of them), and other decisions about
    the same texts that help to tell labels apart."""

    answers: np.ndarray
    labels: int
    aides: tuple[np.ndarray, ...] = ()

    def part(self, chosen: np.ndarray) -> "Lesson":
        return Lesson(self.answers[chosen], self.labels, tuple(a[chosen] for a in self.aides))


def kernels(
    matrix: sparse.csr_matrix, sizes: Sequence[int], *, where: bool
) -> dict[str, np.ndarray]:
    """How alike each two rows are, in each view; about 1 for the same text. `where`: by place, too."""
    ends = np.cumsum([0, *sizes])
    found = {}
    for view in [view for view in VIEWS if where or view != WHERE]:
        columns = columns_of(view, ends)
        if len(columns):
            part = matrix[:, columns]
            found[view] = (part @ part.T).toarray().astype(np.float32) / length_of(view)
    return found


def length_of(view: str) -> float:
    """The square of the length of a row in this view."""
    return float(sum(SHARES[BLOCKS.index(block)] ** 2 for block in VIEWS[view]))


def columns_of(view: str, ends: np.ndarray) -> np.ndarray:
    spans = [
        np.arange(ends[place], ends[place + 1])
        for place, block in enumerate(BLOCKS)
        if block in VIEWS[view]
    ]
    return np.concatenate(spans)


def scorers(alike: Mapping[str, np.ndarray], lesson: Lesson) -> list[Scorer]:
    """`alike` is between the texts of the lesson and the names after them, both ways."""
    right = _marked(lesson.answers, lesson.labels)
    names = np.eye(lesson.labels, dtype=np.float32)
    found = [
        _ridge(view, likeness, right, names, strictness)
        for view, likeness in alike.items()
        for strictness in _STRICTNESS
    ]
    found += _middles(alike["all"], right)
    nobody = np.zeros((len(right), lesson.labels), dtype=np.float32)
    none = np.zeros(lesson.labels, dtype=np.float32)
    found += [Scorer(view, np.vstack([nobody, names]), none) for view in alike]
    return found + [_aide(alike["all"], right, aide) for aide in lesson.aides]


def _marked(answers: np.ndarray, labels: int) -> np.ndarray:
    """1 where the label is right; a row of zeros for an answer that is not known."""
    right = np.zeros((len(answers), labels), dtype=np.float32)
    known = np.flatnonzero(answers >= 0)
    right[known, answers[known]] = 1
    return right


def _ridge(
    view: str, likeness: np.ndarray, right: np.ndarray, names: np.ndarray, strictness: float
) -> Scorer:
    usual = right.mean(axis=0)
    doubts = np.repeat([strictness, strictness * _NAME_DOUBT], [len(right), len(names)])
    return Scorer(view, _solved(likeness, doubts, np.vstack([right, names]) - usual), usual)


def _solved(likeness: np.ndarray, doubts: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    system = likeness.copy()
    system[np.diag_indices_from(system)] += doubts.astype(np.float32)
    return np.asarray(linalg.solve(system, wanted, overwrite_a=True, assume_a="pos"))


def _middles(likeness: np.ndarray, right: np.ndarray) -> list[Scorer]:
    """Likeness to the middle of the texts of each label."""
    texts, labels = right.shape
    lengths = np.einsum("ik,ik->k", right, likeness[:texts, :texts] @ right)
    padding = np.zeros((labels, labels), dtype=np.float32)
    none = np.zeros(labels, dtype=np.float32)
    return [
        Scorer("all", np.vstack([right / np.sqrt(np.maximum(lengths + few, 1e-6)), padding]), none)
        for few in (0.0, _FEW)
    ]


def _aide(likeness: np.ndarray, right: np.ndarray, aide: np.ndarray) -> Scorer:
    """Another decision foretold, and how usual it is with each label."""
    texts, labels = right.shape
    other = _marked(aide, int(aide.max(initial=0)) + 1)
    usual = other.mean(axis=0)
    doubts = np.full(texts, _AIDE_STRICTNESS)
    pull = _solved(likeness[:texts, :texts], doubts, other - usual)
    together = other.T @ right + _SMOOTH
    given = together / together.sum(axis=0)
    padding = np.zeros((labels, labels), dtype=np.float32)
    return Scorer("all", np.vstack([pull @ given, padding]), usual @ given)
