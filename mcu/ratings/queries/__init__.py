"""Reading ratings: counted anew, frozen, what stands beside them."""

from mcu.ratings.queries.counting import (
    Board,
    Counted,
    board,
    counted,
    judged,
    policy_of,
    topic_names,
)
from mcu.ratings.queries.frozen import (
    Rated,
    body_for,
    comments_of,
    former_of,
    frozen_board,
    history_of,
    may_comment,
    priorities_of,
    priority_for,
    run_for,
    runs,
    sealed,
    visible,
)

__all__ = [
    "Board",
    "Counted",
    "Rated",
    "board",
    "body_for",
    "comments_of",
    "counted",
    "former_of",
    "frozen_board",
    "history_of",
    "judged",
    "may_comment",
    "policy_of",
    "priorities_of",
    "priority_for",
    "run_for",
    "runs",
    "sealed",
    "topic_names",
    "visible",
]
