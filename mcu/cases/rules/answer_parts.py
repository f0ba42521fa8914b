"""Parts of an answer: what each co-executor writes, and how the lead makes one text of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation
from mcu.core.workdays import WorkCalendar


class PartState(TextChoices):
    WAITED = "waited", "Ждём"
    GIVEN = "given", "Прислана"
    RETURNED = "returned", "Возвращена"
    JOINED = "joined", "Вошла в ответ"
    DROPPED = "dropped", "Снята"


# Somebody still has something to do with it: the body, or the lead.
OUTSTANDING = frozenset({PartState.WAITED, PartState.GIVEN, PartState.RETURNED})
OWED = frozenset({PartState.WAITED, PartState.RETURNED})
LAST_DAYS = timedelta(days=2)


class Heading(TextChoices):
    """What stands before each part in the joined text."""

    NONE = "none", "без заголовков"
    BODY = "body", "название органа"
    ABOUT = "about", "о чём часть"


@dataclass(frozen=True, slots=True)
class Piece:
    """One part as it goes into the text."""

    body: str
    about: str
    text: str


def joined(draft: str, pieces: Iterable[Piece], heading: str) -> str:
    """What was written already, then the parts in this order, a blank line between them."""
    return "\n\n".join(filter(None, [draft.strip(), *(_with_heading(p, heading) for p in pieces)]))


def _with_heading(piece: Piece, heading: str) -> str:
    title = {Heading.BODY: piece.body, Heading.ABOUT: piece.about}.get(Heading(heading), "")
    return f"{title.rstrip(':. ')}:\n{piece.text.strip()}" if title else piece.text.strip()


K = TypeVar("K")


def in_order(places: Mapping[K, int | None]) -> list[K]:
    """The parts that were given a place, by it; RuleViolation when there is none or two share one."""
    chosen = {key: place for key, place in places.items() if place is not None}
    if not chosen:
        raise RuleViolation("Отметьте номером по порядку хотя бы одну часть.")
    if len(set(chosen.values())) < len(chosen):
        raise RuleViolation("У двух частей один номер: поставьте разные, по порядку в ответе.")
    return sorted(chosen, key=lambda key: chosen[key] or 0)


def check_until(until: date, today: date, answer_due: date | None) -> None:
    """RuleViolation when the date of a part makes no sense beside the answer."""
    if until < today:
        raise RuleViolation("Срок части уже прошёл: назовите сегодняшний день или позже.")
    if answer_due and today <= answer_due < until:
        raise RuleViolation(
            f"Срок части позже срока ответа ({answer_due:%d.%m.%Y}): ответ собрать не успеют."
        )


def proposed(now: datetime, due: datetime | None, calendar: WorkCalendar) -> date | None:
    """The day to propose: so that two days are left to join, the day of the answer if it is nearer."""
    if due is None or due <= now:
        return None
    today, last = (moment.astimezone(calendar.tz).date() for moment in (now, due))
    return max(last - LAST_DAYS, today)


def missing(states: Sequence[tuple[str, str]]) -> list[str]:
    """The names of those whose parts are not in the answer yet, of pairs name and state."""
    return [name for name, state in states if state in OUTSTANDING]
