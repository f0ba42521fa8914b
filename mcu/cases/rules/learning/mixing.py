"""One answer out of several sources: a learnt model, the starter lexicon, who refused what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

FAINT = 0.02
Refusals = Mapping[str, Sequence[int]]
"""Label → how many such cases it kept and how many it gave back."""


class Proposed(NamedTuple):
    """A label with its confidence from 0 to 1 and the words that decided."""

    label: str
    confidence: float
    words: tuple[str, ...] = ()


def mixed(
    learnt: Iterable[Proposed],
    lexicon: Iterable[Proposed],
    *,
    known: Collection[str],
    in_force: Collection[str],
    read: float = 1.0,
    top: int = 3,
) -> list[Proposed]:
    """What was learnt, and beside it the topics without examples that the lexicon speaks for.

    The lexicon has a say only as far as what was learnt is unsure or has never met the words
    (`read` is the share it knows), and what it gives to topics without examples is taken from the
    rest. A topic no longer in force is never proposed.
    """
    kept = [one for one in learnt if one.label in in_force]
    unsure = 1 - read * max((one.confidence for one in kept), default=0.0)
    fresh = [
        one._replace(confidence=one.confidence * unsure)
        for one in lexicon
        if one.label not in known and one.label in in_force
    ]
    left = max(1 - sum(one.confidence for one in fresh), 0.0)
    return _best([*(one._replace(confidence=one.confidence * left) for one in kept), *fresh], top)


def discounted(proposed: Iterable[Proposed], refusals: Refusals, top: int = 3) -> list[Proposed]:
    """Whoever gave such cases back is less likely by the share of those it did not keep."""
    return _best(
        [
            one._replace(confidence=one.confidence * kept_share(refusals.get(one.label, (0, 0))))
            for one in proposed
        ],
        top,
    )


def kept_share(counts: Sequence[int]) -> float:
    """The share kept; one refusal alone weighs half, none changes nothing."""
    kept, refused = counts
    return (kept + 1) / (kept + refused + 1)


def _best(proposed: Iterable[Proposed], top: int) -> list[Proposed]:
    worth = [one for one in proposed if one.confidence >= FAINT]
    return sorted(worth, key=lambda one: (-one.confidence, one.label))[:top]
