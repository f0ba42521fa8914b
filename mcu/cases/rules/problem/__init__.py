"""Problems: their steps, who belongs to them, what looks like one, answers to everyone."""

from mcu.cases.rules.problem.membership import (
    Change,
    Moved,
    Turned,
    World,
    applied,
    contradiction,
    joining,
    leaving,
    opening,
    uniting,
)
from mcu.cases.rules.problem.states import (
    BOARD,
    JOINABLE,
    LIVE,
    OVER,
    SHOWN,
    ActKind,
    ProblemState,
    Step,
    check_step,
    steps_from,
)

__all__ = [
    "BOARD",
    "JOINABLE",
    "LIVE",
    "OVER",
    "SHOWN",
    "ActKind",
    "Change",
    "Moved",
    "ProblemState",
    "Step",
    "Turned",
    "World",
    "applied",
    "check_step",
    "contradiction",
    "joining",
    "leaving",
    "opening",
    "steps_from",
    "uniting",
]
