"""When a likeness stands firmly enough to be shown to a resident: a bad hint is worse than none."""

from mcu.cases.rules.problem.likeness import Likeness

LEAST = 0.75
PLACED = 0.55
"""How much the place alone must agree: the same house or landmark, neighbours, the same street."""
LATELY = 0.42
"""Five days. Longer ago it may be another occurrence at the same place, which words do not tell apart."""


def is_certain(like: Likeness) -> bool:
    """All of it together, the place by itself, lately, and nothing that stands against it."""
    kinds = {each.kind: each.score for each in like.evidence}
    near = kinds["place"] >= PLACED and kinds.get("time", 0.0) >= LATELY
    return like.score >= LEAST and near and "signs" not in kinds
