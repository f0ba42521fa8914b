"""An exact repost: the same text again from another channel or author; what the program does with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices


class Reposts(TextChoices):
    NONE = "none", "Ничего не делать"
    JOIN = "join", "Присоединять к проблеме прежнего сообщения"
    OPEN = "open", "Присоединять, а если проблемы нет — открыть"


@dataclass(frozen=True, slots=True)
class Policy:
    """As a municipality has set it."""

    reposts: str = Reposts.JOIN
    least_words: int = 6
    days: int = 7


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier message of the same text: in which problem it is, and whether it is still open."""

    case: int
    at: datetime
    problem: int | None
    open: bool


def step_of(policy: Policy, words: int, at: datetime, twins: list[Twin]) -> Twin | None:
    """The earlier message to be joined to, or None: the rule is off, the text is short, it is too old.

    A twin with a problem comes before one without; without a problem both must still be open.
    """
    if policy.reposts == Reposts.NONE or words < policy.least_words:
        return None
    since = at - timedelta(days=policy.days)
    recent = [twin for twin in twins if since <= twin.at <= at]
    placed = [twin for twin in recent if twin.problem is not None]
    free = [twin for twin in recent if twin.problem is None and twin.open]
    chosen = placed or (free if policy.reposts == Reposts.OPEN else [])
    return max(chosen, key=lambda twin: (twin.at, twin.case), default=None)
