"""How good a model is on rows it has not seen."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mcu.text.learn.model import Model, Prediction
from mcu.text.learn.rows import BadRows, LabelledText, labelled


@dataclass(frozen=True, slots=True)
class Metrics:
    """`weighted_f1` and `macro_f1` are over all labels that were true or given."""

    accuracy: float
    top3_accuracy: float
    weighted_f1: float
    macro_f1: float
    n: int
    seconds: float


def evaluate(model: Model, rows: Iterable[LabelledText], target: str = "") -> Metrics:
    """Rows without a label are passed over; a label the model has never seen counts as a miss."""
    kept, labels = labelled(rows, target or model.about.target)
    if not kept:
        raise BadRows(
            f"Проверять не на чем: нет строк с текстом и колонкой «{target or model.about.target}»."
        )
    started = time.perf_counter()
    predictions = model.predict(row.text for row in kept)
    return metrics(labels, predictions, time.perf_counter() - started)


def metrics(labels: Sequence[str], predictions: Sequence[Prediction], seconds: float) -> Metrics:
    first = [prediction.label for prediction in predictions]
    among = [
        label in {guess.label for guess in prediction.guesses[:3]}
        for label, prediction in zip(labels, predictions, strict=True)
    ]
    scores, shares = f1_by_label(labels, first), Counter(labels)
    return Metrics(
        accuracy=sum(map(str.__eq__, labels, first)) / len(labels),
        top3_accuracy=sum(among) / len(labels),
        weighted_f1=sum(scores[label] * times for label, times in shares.items()) / len(labels),
        macro_f1=sum(scores.values()) / len(scores),
        n=len(labels),
        seconds=round(seconds, 3),
    )


def f1_by_label(labels: Sequence[str], given: Sequence[str]) -> dict[str, float]:
    """The harmonic mean of precision and recall of each label that was true or given."""
    true, said = Counter(labels), Counter(given)
    right = Counter(label for label, guess in zip(labels, given, strict=True) if label == guess)
    return {
        label: 2 * right[label] / (true[label] + said[label]) for label in sorted({*true, *said})
    }
