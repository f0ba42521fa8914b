"""Teaches a model by labelled texts. Deterministic: the same rows in any order, the same model."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from scipy import sparse

from mcu.text.learn import mixing
from mcu.text.learn.concepts import Concepts, kin_of_town_life
from mcu.text.learn.features import Features, known_features, words_of
from mcu.text.learn.model import About, Model
from mcu.text.learn.rows import TARGETS, BadRows, LabelledText, fingerprint, labelled
from mcu.text.learn.scorers import Lesson, Scorer, columns_of, kernels, length_of, scorers
from mcu.text.lexicon import Lexicon

MOST_ROWS = 4_000
"""Memory and time grow with the square and the cube of the rows: of more the last ones are taken."""
MOST_LABELS = 400
"""Of more the most usual ones are taught."""
LEAST_ROWS = 10

_FOLDS = 5
_SURE_OF_LABEL = 10  # the last rows of a label that are taken however old they are

Progress = Callable[[float, str], None]
"""Told the share done and what is being done."""


def train(
    rows: Iterable[LabelledText],
    *,
    target: str,
    seed: int = 0,
    made: str = "",
    least: int = 2,
    names: Mapping[str, str] | None = None,
    lexicon: Lexicon | None = None,
    progress: Progress = lambda share, what: None,
) -> Model:
    """BadRows with a Russian sentence when there is too little to learn from.

    `names` say in words what a label is about, where the label itself does not; `lexicon` is what was
    known before. A word that stands in fewer than `least` texts is not kept: it may be somebody's name.
    """
    kept = _chosen(*labelled(rows, target), target)
    progress(0.0, "Разбор слов")
    texts = [words_of(row.text) for row in kept]
    labels = tuple(sorted({row.label(target) for row in kept}))
    features = known_features(
        texts,
        least=least,
        concepts=Concepts.of(lexicon or Lexicon([]), kin_of_town_life()),
    )
    said = [words_of((names or {}).get(label, label)) for label in labels]
    progress(0.2, "Сравнение текстов")
    matrix = features.matrix_of_words([*texts, *said])
    alike = kernels(matrix, features.sizes, where=target == "executor")
    lesson = _lesson(kept, target, labels)
    mix, found = _mixed(alike, lesson, seed, progress)
    progress(0.85, "Обучение")
    examples = np.bincount(lesson.answers, minlength=len(labels))
    weights, bias = _joined(matrix, features, scorers(alike, lesson), mix, examples)
    progress(1.0, "Готово")
    about = About(
        target=target,
        made=made or date.today().isoformat(),  # noqa: DTZ011 (the day where it was made)
        rows=len(kept),
        fingerprint=fingerprint(kept, target),
        metrics=found,
    )
    return Model(about, labels, features, weights, bias)


def _chosen(rows: Sequence[LabelledText], labels: Sequence[str], target: str) -> list[LabelledText]:
    """The last rows, and of each label some at least, in an order of their own."""
    if len(rows) < LEAST_ROWS:
        raise BadRows(
            f"Учить не на чем: строк с текстом и колонкой «{target}» — {len(rows)}, "
            f"нужно не меньше {LEAST_ROWS}."
        )
    if len(set(labels)) < 2:
        raise BadRows(
            f"В колонке «{target}» одно значение — «{labels[0]}». Чтобы учить, нужно хотя бы два."
        )
    usual = {label for label, _ in Counter(sorted(labels)).most_common(MOST_LABELS)}
    met: Counter[str] = Counter()
    later = []
    for place in range(len(rows) - 1, -1, -1):
        if labels[place] not in usual:
            continue
        met[labels[place]] += 1
        later.append((met[labels[place]] > _SURE_OF_LABEL, len(rows) - place, place))
    taken = [place for _, _, place in sorted(later)[:MOST_ROWS]]
    return sorted((rows[place] for place in taken), key=lambda row: (row.label(target), row.text))


def _lesson(rows: Sequence[LabelledText], target: str, labels: Sequence[str]) -> Lesson:
    aides = [_numbered(rows, other) for other in TARGETS if other != target]
    return Lesson(
        _numbered(rows, target), len(labels), tuple(aide for aide in aides if aide.max() > 0)
    )


def _numbered(rows: Sequence[LabelledText], target: str) -> np.ndarray:
    """Labels as numbers in the order of the alphabet; -1 where there is none."""
    given = [row.label(target) for row in rows]
    number = {label: place for place, label in enumerate(sorted({*given} - {""}))}
    return np.array([number.get(label, -1) for label in given])


def _mixed(
    alike: Mapping[str, np.ndarray], lesson: Lesson, seed: int, progress: Progress
) -> tuple[mixing.Mix, dict[str, float]]:
    folds = _folds(lesson.answers, seed)
    parts = []
    for fold in range(_FOLDS):
        progress(0.3 + 0.5 * fold / _FOLDS, f"Проверка {fold + 1} из {_FOLDS}")
        parts.append(_scored_apart(alike, lesson, folds == fold))
    scores = np.zeros((len(parts[0]), len(folds), lesson.labels), dtype=np.float32)
    for fold, part in enumerate(parts):
        scores[:, folds == fold] = part
    seen = np.bincount(lesson.answers, minlength=lesson.labels) * (1 - 1 / _FOLDS)
    mix = mixing.learn(scores, lesson.answers, seen)
    total = np.einsum("mtk,mk->tk", scores, mix.shares(seen)) + mix.start(seen)
    return mix, _measured(mixing.softmax(total), lesson.answers)


def _scored_apart(
    alike: Mapping[str, np.ndarray], lesson: Lesson, hidden: np.ndarray
) -> np.ndarray:
    seen = np.flatnonzero(~hidden)
    asked = np.flatnonzero(hidden)
    rows = np.concatenate([seen, len(hidden) + np.arange(lesson.labels)])
    part = {view: likeness[np.ix_(rows, rows)] for view, likeness in alike.items()}
    return np.stack(
        [
            alike[one.view][np.ix_(asked, rows)] @ one.pull + one.start
            for one in scorers(part, lesson.part(seen))
        ]
    )


def _joined(
    matrix: sparse.csr_matrix,
    features: Features,
    found: Sequence[Scorer],
    mix: mixing.Mix,
    examples: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """All scorers in their shares as one table: what each feature says for each label."""
    shares = mix.shares(examples)
    bias = mix.start(examples) + sum(s * one.start for s, one in zip(shares, found, strict=True))
    weights = np.zeros((features.size, len(examples)), dtype=np.float32)
    ends = np.cumsum([0, *features.sizes])
    for view in dict.fromkeys(one.view for one in found):
        pulls = [s * one.pull for s, one in zip(shares, found, strict=True) if one.view == view]
        columns = columns_of(view, ends)
        part = matrix[:, columns]
        weights[columns] += part.T @ (sum(pulls) / length_of(view))
    return weights, np.asarray(bias, dtype=np.float32)


def _measured(given: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """How often the first label and one of the first three was right, and how often the first was in
    the half of the texts in which it was surest, with the confidence that divides the halves."""
    best = np.argsort(-given, axis=1, kind="stable")[:, :3]
    right, sure = best[:, 0] == answers, given.max(axis=1)
    half = float(np.median(sure))
    found = {
        "accuracy": right.mean(),
        "top3_accuracy": (best == answers[:, None]).any(axis=1).mean(),
        "half_confidence": half,
        "half_accuracy": right[sure >= half].mean(),
    }
    return {name: round(float(value), 4) for name, value in found.items()}


def _folds(answers: np.ndarray, seed: int) -> np.ndarray:
    """The number of a fold for each row; every label is spread over the folds evenly."""
    chance = np.random.default_rng(seed)
    order = np.lexsort((chance.random(len(answers)), answers))
    folds = np.empty(len(answers), dtype=int)
    folds[order] = np.arange(len(answers)) % _FOLDS
    return folds
