"""How often one address may do what at the door of residents, and what follows when it is more."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    SEND = "send"
    CHECK = "check"  # similar problems and hints while somebody writes
    CODE = "code"  # codes that open nothing
    MAIL = "mail"  # letters that ask to confirm a subscription


class Limit(NamedTuple):
    """So many within an hour; above `most` nothing is taken at all."""

    usual: int
    most: int


class Verdict(StrEnum):
    FREE = "free"
    HELD = "held"
    CLOSED = "closed"


def verdict(count: int, limit: Limit) -> Verdict:
    """Many come from one address of a school or a mobile network: they are held, not refused."""
    if count > limit.most:
        return Verdict.CLOSED
    return Verdict.HELD if count > limit.usual else Verdict.FREE
