"""How good suggestions were on decisions that people made; figures that can be kept as JSON."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from mcu.web.words import tenths

THRESHOLDS = (0, 30, 40, 50, 60, 70, 80, 90, 95)
MOST_PAIRS, MOST_MISTAKES = 30, 300
FEWEST_ASIDE = 20
"""Fewer decisions kept aside than this tell nothing about which model is better."""


class Judged(NamedTuple):
    """What was suggested for one case, the likeliest first, and what a person decided."""

    key: int
    truth: str
    guesses: tuple[tuple[str, float], ...]

    @property
    def is_right(self) -> bool:
        return bool(self.guesses) and self.guesses[0][0] == self.truth

    @property
    def confidence(self) -> float:
        return self.guesses[0][1] if self.guesses else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """`coverage` rows: threshold in percent, how many are above it, how many of them are right;
    `labels`: decided, right, suggested in vain; `confused`: decided, suggested, how often."""

    n: int = 0
    right: int = 0
    in_three: int = 0
    coverage: list[list[int]] = field(default_factory=list)
    labels: dict[str, list[int]] = field(default_factory=dict)
    confused: list[list[Any]] = field(default_factory=list)
    mistakes: list[list[Any]] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        return self.right / self.n if self.n else 0.0

    @property
    def top3(self) -> float:
        return self.in_three / self.n if self.n else 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the new one takes over, and the sentence that says why."""

    takes_over: bool
    why: str


def score(judged: Sequence[Judged]) -> Score:
    wrong = [one for one in judged if not one.is_right]
    pairs = Counter((one.truth, one.guesses[0][0]) for one in wrong if one.guesses)
    wrong.sort(key=lambda one: -one.confidence)
    return Score(
        n=len(judged),
        right=len(judged) - len(wrong),
        in_three=sum(one.truth in {label for label, _ in one.guesses[:3]} for one in judged),
        coverage=[_covered(judged, threshold) for threshold in THRESHOLDS],
        labels=_by_label(judged),
        confused=[[*pair, times] for pair, times in pairs.most_common(MOST_PAIRS)],
        mistakes=[
            [one.key, one.truth, one.guesses[0][0], round(one.confidence, 3)]
            for one in wrong[:MOST_MISTAKES]
            if one.guesses
        ],
    )


def compare(new: Sequence[Judged], running: Sequence[Judged], name: str) -> Verdict:
    """The new one takes over when, on the same decisions kept aside, it mends more than it breaks,
    and by more than chance would (one standard deviation of a fair coin)."""
    pairs = list(zip(new, running, strict=True))
    if len(pairs) < FEWEST_ASIDE:
        return Verdict(False, f"отложенных решений мало для сравнения: {len(pairs)}")
    mended = sum(ours.is_right and not theirs.is_right for ours, theirs in pairs)
    broken = sum(theirs.is_right and not ours.is_right for ours, theirs in pairs)
    better = mended - broken >= max(1.0, math.sqrt(mended + broken))
    figures = f"{_accuracy(new)} против {_accuracy(running)} {name}"
    words = "точнее" if better else "не точнее заметно" if mended > broken else "не точнее"
    return Verdict(better, f"{words} на отложенных решениях: {figures}")


def _covered(judged: Iterable[Judged], threshold: int) -> list[int]:
    above = [one for one in judged if one.guesses and one.confidence * 100 >= threshold]
    return [threshold, len(above), sum(one.is_right for one in above)]


def _by_label(judged: Iterable[Judged]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in judged:
        row = found.setdefault(one.truth, [0, 0, 0])
        row[0] += 1
        row[1] += one.is_right
        if one.guesses and not one.is_right:
            found.setdefault(one.guesses[0][0], [0, 0, 0])[2] += 1
    return found


def _accuracy(judged: Sequence[Judged]) -> str:
    share = sum(one.is_right for one in judged) / len(judged)
    return f"{tenths(share * 100)} %"
