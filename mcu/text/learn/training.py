"""Teaches a model by labelled texts. Deterministic: the same rows in any order, the same model."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.svm import LinearSVC

from mcu.text.learn.features import Features, known_features, words_of
from mcu.text.learn.model import About, Model, softmax
from mcu.text.learn.rows import BadRows, LabelledText, fingerprint, labelled

MOST_ROWS = 50_000
"""More rows than this teach little and take long: the last ones are taken."""
LEAST_ROWS = 10

_FOLDS = 5
_STRICTNESS = 0.3

Progress = Callable[[float, str], None]
"""Told the share done and what is being done."""


def train(
    rows: Iterable[LabelledText],
    *,
    target: str,
    seed: int = 0,
    made: str = "",
    least: int = 2,
    progress: Progress = lambda share, what: None,
) -> Model:
    """BadRows with a Russian sentence when there is too little to learn from.

    A word that stands in fewer than `least` texts is not kept: a rare one may be somebody's name.
    """
    kept, labels = labelled(rows, target)
    kept, labels = kept[-MOST_ROWS:], labels[-MOST_ROWS:]
    _refuse_too_little(kept, labels, target)
    order = sorted(range(len(kept)), key=lambda place: (labels[place], kept[place].text))
    kept, labels = [kept[place] for place in order], [labels[place] for place in order]
    progress(0.0, "Разбор слов")
    texts = [words_of(row.text) for row in kept]
    names = tuple(sorted(set(labels)))
    answers = np.array([names.index(label) for label in labels])
    sharpness, found = _calibrated(texts, answers, len(names), seed, progress)
    progress(0.8, "Обучение")
    features = known_features(texts, least=least)
    weights, bias = _learnt(features.matrix_of_words(texts), answers, len(names), seed)
    progress(1.0, "Готово")
    about = About(
        target=target,
        made=made or date.today().isoformat(),  # noqa: DTZ011 (the day where it was made)
        rows=len(kept),
        fingerprint=fingerprint(kept, target),
        metrics=found,
    )
    return Model(about, names, features, weights, bias, sharpness)


def _refuse_too_little(rows: Sequence[LabelledText], labels: Sequence[str], target: str) -> None:
    if len(rows) < LEAST_ROWS:
        raise BadRows(
            f"Учить не на чем: строк с текстом и колонкой «{target}» — {len(rows)}, "
            f"нужно не меньше {LEAST_ROWS}."
        )
    if len(set(labels)) < 2:
        raise BadRows(
            f"В колонке «{target}» одно значение — «{labels[0]}». Чтобы учить, нужно хотя бы два."
        )


def _learnt(
    matrix: sparse.csr_matrix, answers: np.ndarray, names: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of each feature for each label. A label without examples is never given."""
    machine = LinearSVC(C=_STRICTNESS, random_state=seed).fit(matrix, answers)
    coefficients, free = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one row for two
        coefficients = np.vstack([-coefficients, coefficients])
        free = np.concatenate([-free, free])
    weights = np.zeros((matrix.shape[1], names), dtype=np.float32)
    bias = np.full(names, -2.0, dtype=np.float32)
    weights[:, machine.classes_] = coefficients.T
    bias[machine.classes_] = free
    return weights, bias


def _calibrated(
    texts: Sequence[Sequence[str]], answers: np.ndarray, names: int, seed: int, progress: Progress
) -> tuple[float, dict[str, float]]:
    """How sharp the scores must be for confidence to be honest, and how often the first label was
    right, both on rows the model had not seen."""
    folds = _folds(answers, seed)
    scores = np.zeros((len(texts), names))
    for fold in range(_FOLDS):
        progress(0.1 + 0.7 * fold / _FOLDS, f"Проверка {fold + 1} из {_FOLDS}")
        scores[folds == fold] = _unseen_scores(texts, answers, names, seed, folds == fold)
    found = minimize_scalar(
        lambda power: _surprise(scores * np.exp(power), answers), bounds=(-2, 5), method="bounded"
    )
    right = float((scores.argmax(axis=1) == answers).mean())
    return float(np.exp(found.x)), {"accuracy": round(right, 4)}


def _unseen_scores(
    texts: Sequence[Sequence[str]], answers: np.ndarray, names: int, seed: int, hidden: np.ndarray
) -> np.ndarray:
    seen = [text for text, away in zip(texts, hidden, strict=True) if not away]
    features: Features = known_features(seen)
    weights, bias = _learnt(features.matrix_of_words(seen), answers[~hidden], names, seed)
    unseen = [text for text, away in zip(texts, hidden, strict=True) if away]
    return np.asarray(features.matrix_of_words(unseen) @ weights + bias)


def _folds(answers: np.ndarray, seed: int) -> np.ndarray:
    """The number of a fold for each row: every label is spread over the folds evenly, and both of
    two labels are in all but one of them at least."""
    chance = np.random.default_rng(seed)
    order = np.lexsort((chance.random(len(answers)), answers))
    folds = np.empty(len(answers), dtype=int)
    folds[order] = np.arange(len(answers)) % _FOLDS
    return folds


def _surprise(scores: np.ndarray, answers: np.ndarray) -> float:
    """Minus the mean logarithm of what was given to the right labels."""
    given = softmax(scores)[np.arange(len(answers)), answers]
    return float(-np.log(np.maximum(given, 1e-9)).mean())
