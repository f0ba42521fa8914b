"""How a question to residents stands, and what its votes say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices


class Kind(TextChoices):
    """What the module «Голосования» of ПОС holds, and what is held without it."""

    SURVEY = "survey", "опрос"
    VOTE = "vote", "голосование"
    RATED = "rated", "рейтинговое голосование"
    DISCUSSION = "discussion", "общественное обсуждение"
    HEARING = "hearing", "публичные слушания"


class Where(TextChoices):
    POS = "pos", "ПОС «Голосования»"
    SITE = "site", "сайт"
    NETWORK = "network", "соцсеть"
    PERSON = "person", "очно"


class State(TextChoices):
    """Derived from the days and from what is recorded; never stored."""

    AHEAD = "ahead", "впереди"
    OPEN = "open", "идёт"
    COUNTING = "counting", "ждёт итогов"
    KNOWN = "known", "итоги есть"
    USED = "used", "итоги учтены"


@dataclass(frozen=True, slots=True)
class Share:
    """An option with its votes; `share` is of all votes, None while there are none."""

    text: str
    votes: int
    share: float | None
    leads: bool


def state_of(starts: date, ends: date, *, counted: bool, used: bool, today: date) -> State:
    """Both days belong to the poll."""
    if used:
        return State.USED
    if today < starts:
        return State.AHEAD
    if today <= ends:
        return State.OPEN
    return State.KNOWN if counted else State.COUNTING


def shares(options: Sequence[tuple[str, int]]) -> list[Share]:
    """Of all votes, since one person may choose several options; equals lead together."""
    total, most = sum(votes for _, votes in options), max((v for _, v in options), default=0)
    return [
        Share(text, votes, votes / total if total else None, bool(total) and votes == most)
        for text, votes in options
    ]
