"""A learnt model: asked for labels, says how sure it is and which words decided."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from scipy import sparse

from mcu.text.learn import storage
from mcu.text.learn.concepts import Concepts
from mcu.text.learn.features import Features, words_of
from mcu.text.learn.mixing import softmax

KIND = "mcu.text.learn/4"
_TOGETHER = 500  # texts that are looked at in one go: bounds the memory
_WORDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Guess:
    """A label the text may have, and how sure the model is, from 0 to 1."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest labels, the surest first; never empty."""

    guesses: tuple[Guess, ...]

    @property
    def label(self) -> str:
        return self.guesses[0].label

    @property
    def confidence(self) -> float:
        return self.guesses[0].confidence


@dataclass(frozen=True, slots=True)
class About:
    """What a model was made of: shown to people and kept in its file."""

    target: str
    made: str
    rows: int
    fingerprint: str
    version: str = KIND
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of features for each label; their softmax is honest confidence."""

    about: About
    labels: tuple[str, ...]
    features: Features
    weights: np.ndarray
    bias: np.ndarray

    def predict(self, texts: Iterable[str], top: int = 3) -> list[Prediction]:
        """For each text the `top` likeliest labels; a text that says nothing gets the usual ones."""
        every = list(texts)
        return [
            prediction
            for start in range(0, len(every), _TOGETHER)
            for prediction in self._predictions(
                self.probabilities(every[start : start + _TOGETHER]), max(top, 1)
            )
        ]

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """A row for each text, a column for each label, in the order of `labels`."""
        scores = self.features.matrix(texts) @ self.weights + self.bias
        return softmax(scores)

    def why(self, text: str, label: str = "") -> tuple[str, ...]:
        """The words of the text that speak for the label (the likeliest when none is given), the
        weightiest first."""
        return self.whys([text], [label])[0]

    def whys(self, texts: Sequence[str], labels: Sequence[str]) -> list[tuple[str, ...]]:
        """The same for many texts, each with its label: the texts are read together."""
        said = [words_of(text) for text in texts]
        rows = self.features.matrix_of_words(said)
        scores = rows @ self.weights + self.bias
        return [
            self._deciding(words, rows[place], scores[place], label)
            for place, (words, label) in enumerate(zip(said, labels, strict=True))
        ]

    def _deciding(
        self, words: Sequence[str], row: sparse.csr_matrix, scores: np.ndarray, label: str
    ) -> tuple[str, ...]:
        """What speaks for the label and against the likeliest other one."""
        first, second = np.argsort(-scores, kind="stable")[[0, min(1, len(scores) - 1)]]
        asked = self._number.get(label, first)
        against = second if asked == first else first
        said = self.weights[row.indices, asked] - self.weights[row.indices, against]
        return self.features.deciding(words, row, said)[:_WORDS_SHOWN]

    @cached_property
    def _number(self) -> dict[str, int]:
        return {label: place for place, label in enumerate(self.labels)}

    def save(self, path: Path) -> None:
        """Into one file, whole or not at all."""
        storage.write(
            path,
            {
                "kind": KIND,
                "about": asdict(self.about),
                "concepts": self.features.concepts.as_lists(),
            },
            {
                "labels": self.labels,
                "words": self.features.words,
                "pieces": self.features.pieces,
                "places": self.features.places,
            },
            {
                "rarity": self.features.weights,
                "weights": self.weights.astype(np.float16),
                "bias": self.bias.astype(np.float32),
            },
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """BadModel with a Russian sentence when the file is not a sound model."""
        stored = storage.read(path, KIND)
        words, pieces, places = (stored.texts(name) for name in ("words", "pieces", "places"))
        labels = stored.texts("labels", least=2)
        concepts = _concepts(stored)
        size = len(words) + len(pieces) + len(places) + sum(concepts.sizes)
        return cls(
            about=_about(stored),
            labels=labels,
            features=Features(words, pieces, stored.numbers("rarity", (size,)), concepts, places),
            weights=stored.numbers("weights", (size, len(labels))),
            bias=stored.numbers("bias", (len(labels),)),
        )

    def _predictions(self, rows: np.ndarray, top: int) -> Iterator[Prediction]:
        """Of equal labels the first in their order: what is as likely as the last of the best is kept
        until then."""
        if not len(rows):
            return
        top = min(top, len(self.labels))
        least = np.partition(rows, -top, axis=1)[:, -top]
        texts, places = np.nonzero(rows >= least[:, None])
        ends = np.searchsorted(texts, np.arange(1, len(rows) + 1)).tolist()
        begin = 0
        for row, end in zip(rows, ends, strict=True):
            near = places[begin:end].tolist()
            best = sorted(zip((-row[near]).tolist(), near, strict=True))[:top]
            yield Prediction(
                tuple([Guess(self.labels[place], round(-share, 4)) for share, place in best])
            )
            begin = end


def _concepts(stored: storage.Stored) -> Concepts:
    given = stored.header.get("concepts")
    try:
        return Concepts.from_lists(**given)  # type: ignore[arg-type]
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise stored.broken() from error


def _about(stored: storage.Stored) -> About:
    given = stored.header.get("about")
    try:
        about = About(**given if isinstance(given, dict) else {})
    except TypeError as error:
        raise stored.broken() from error
    texts = (about.target, about.made, about.fingerprint, about.version)
    if not all(isinstance(text, str) for text in texts) or not isinstance(about.rows, int):
        raise stored.broken()
    numbers = about.metrics.values() if isinstance(about.metrics, dict) else [""]
    if not all(isinstance(number, int | float) for number in numbers):
        raise stored.broken()
    return about
