"""How much each scorer is worth, for labels with many examples and with few.

A conditional logit: some forty numbers learnt on texts that the scorers had not seen, so its shares are
honest confidence.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

CANDIDATES = 50
"""The likeliest labels of a text among which the right one is to be told."""
_STRICTNESS = 1.0
_HABIT_STRICTNESS = 20.0  # what is known of the label alone must not outweigh what is said
_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class Mix:
    """`worth` and `slope` of each scorer, `habit` of what is known about the label alone."""

    worth: np.ndarray
    slope: np.ndarray
    habit: np.ndarray

    def shares(self, examples: np.ndarray) -> np.ndarray:
        """What each scorer counts for each label: a row per scorer."""
        return self.worth[:, None] + self.slope[:, None] * _size(examples)[None, :]

    def start(self, examples: np.ndarray) -> np.ndarray:
        return np.asarray(_habits(examples) @ self.habit)


def learn(scores: np.ndarray, answers: np.ndarray, examples: np.ndarray) -> Mix:
    """`scores` by scorer, text and label; `examples` of each label that the scorers had seen."""
    many = len(scores)
    near = _candidates(scores, answers)
    rows = np.arange(len(answers))[:, None]
    chosen = np.stack([one[rows, near] for one in scores], axis=2)
    signs = np.concatenate(
        [chosen, chosen * _size(examples)[near][:, :, None], _habits(examples)[near]], axis=2
    )
    spread = np.maximum(signs.std(axis=(0, 1)), 1e-6)
    signs = (signs / spread).astype(np.float32)
    place = np.argmax(near == answers[:, None], axis=1)
    strictness = np.repeat([_STRICTNESS, _HABIT_STRICTNESS], [2 * many, signs.shape[2] - 2 * many])
    found = _logit(signs, place, strictness) / spread
    return Mix(found[:many], found[many : 2 * many], found[2 * many :])


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _size(examples: np.ndarray) -> np.ndarray:
    return np.asarray(np.log1p(examples) / 3)


def _habits(examples: np.ndarray) -> np.ndarray:
    size = _size(examples)
    return np.stack([size, size**2, examples < 0.5, (examples >= 0.5) & (examples < 1.5)], axis=1)


def _candidates(scores: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The likeliest labels of each text by all scorers together, the right one always among them."""
    levels = scores / np.maximum(scores.std(axis=(1, 2), keepdims=True), 1e-6)
    total = levels.sum(axis=0)
    total[np.arange(len(answers)), answers] = np.inf
    return np.argsort(-total, axis=1, kind="stable")[:, :CANDIDATES]


def _logit(signs: np.ndarray, place: np.ndarray, strictness: np.ndarray) -> np.ndarray:
    rows = np.arange(len(place))

    def loss(worth: np.ndarray) -> tuple[float, np.ndarray]:
        given = softmax(signs @ worth.astype(np.float32))
        surprise = -np.log(np.maximum(given[rows, place], 1e-12)).sum()
        given[rows, place] -= 1
        slope = np.tensordot(given, signs, axes=([0, 1], [0, 1])).astype(np.float64)
        return float(surprise + strictness / 2 @ worth**2), slope + strictness * worth

    start = np.zeros(signs.shape[2])
    return np.asarray(
        minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    )
