"""Whether a condition holds for the facts of a case; pure, the moment and the calendar are given."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from mcu.cases.rules.conditions.fields import FIELDS, Operator, Shape
from mcu.cases.rules.conditions.reading import ALL, Condition, Group, Line
from mcu.cases.rules.workflow import FINISHED
from mcu.core.workdays import WorkCalendar

# Folding is spelled out so that the database does exactly the same, whatever its locale is.
UPPER = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = "абвгдеежзийклмнопрстуфхцчшщъыьэюяеabcdefghijklmnopqrstuvwxyz"
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyz0123456789"
FOLDING = str.maketrans(UPPER, LOWER)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked, and by which calendar working hours run."""

    now: datetime
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case; names are codes, an empty text means «not given»."""

    received_at: datetime
    regime: str = ""
    system: str = ""
    channel: str = ""
    appeal_kind: str = ""
    kind: str = ""
    state: str = ""
    outcome: str = ""
    importance: str = ""
    topics: frozenset[str] = frozenset()  # the topic and every group above it
    speed: str = ""
    settlement: str = ""
    street: str = ""
    block: str = ""
    body: str = ""
    executor: str = ""
    text: str = ""
    tags: str = ""
    labels: frozenset[str] = frozenset()
    collective: bool = False
    repeated: bool = False
    form: str = ""
    category: str = ""
    audience: int | None = None
    answered_at: datetime | None = None
    due_at: datetime | None = None
    postponed: int = 0
    reopened: int = 0
    fast: str = ""


def evaluate(condition: Condition, facts: Facts, moment: Moment) -> bool:
    """Whether it holds; an empty condition always does."""
    if not condition.items:
        return True
    holds = (_holds(item, facts, moment) for item in condition.items)
    return all(holds) if condition.join == ALL else any(holds)


def fold(text: str) -> str:
    """Lower case, «ё» as «е»."""
    return text.translate(FOLDING)


@cache
def pattern(words: tuple[str, ...]) -> str:
    """A regular expression, the same here and in the database: any of the words, by its beginning."""
    found = "|".join(re.escape(fold(word)) for word in words)
    return f"(^|[^{LETTERS}])({found})"


def _holds(item: Line | Group, facts: Facts, moment: Moment) -> bool:
    if isinstance(item, Group):
        return evaluate(item, facts, moment)
    compare: Callable[[Any, Any], bool] = COMPARISONS[FIELDS[item.field].shape, item.op]
    return compare(_fact(item, facts, moment), item.value)


def _fact(line: Line, facts: Facts, moment: Moment) -> Any:
    special = READINGS.get(line.field)
    if special:
        return special(facts, moment)
    shape = FIELDS[line.field].shape
    value = getattr(facts, line.field)
    return fold(value) if shape in (Shape.PLACE, Shape.WORDS) else value


READINGS: dict[str, Callable[[Facts, Moment], Any]] = {
    "topic": lambda facts, _: facts.topics,
    "received": lambda facts, moment: _local(facts.received_at, moment).date(),
    "answered": lambda facts, moment: (
        _local(facts.answered_at, moment).date() if facts.answered_at else None
    ),
    "weekday": lambda facts, moment: str(_local(facts.received_at, moment).isoweekday()),
    "hour": lambda facts, moment: _local(facts.received_at, moment).hour,
    "age": lambda facts, moment: (moment.now - facts.received_at) / timedelta(hours=1),
    "worked": lambda facts, moment: (
        moment.calendar.working_seconds_between(facts.received_at, moment.now) / HOUR
    ),
    "due": lambda facts, moment: (
        (facts.due_at - moment.now) / timedelta(hours=1) if facts.due_at else None
    ),
    "overdue": lambda facts, moment: facts.due_at is not None and facts.due_at < moment.now,
    "open": lambda facts, _: facts.state not in FINISHED,
}


def _local(at: datetime, moment: Moment) -> datetime:
    return at.astimezone(moment.calendar.tz)


def _among(found: Any, wanted: tuple[str, ...]) -> bool:
    return bool(found & set(wanted)) if isinstance(found, frozenset) else found in wanted


def _placed(found: str, wanted: tuple[str, ...]) -> bool:
    return found in {fold(name) for name in wanted}


def _said(found: str, wanted: tuple[str, ...]) -> bool:
    return re.search(pattern(wanted), found) is not None


O = Operator  # noqa: E741 -- a short name for the table below
COMPARISONS: dict[tuple[Shape, Operator], Callable[[Any, Any], bool]] = {
    (Shape.PLACE, O.ANY): _placed,
    (Shape.PLACE, O.NONE): lambda found, wanted: not _placed(found, wanted),
    (Shape.WORDS, O.HAS): _said,
    (Shape.WORDS, O.LACKS): lambda found, wanted: not _said(found, wanted),
    (Shape.FLAG, O.YES): lambda found, _: found,
    (Shape.FLAG, O.NO): lambda found, _: not found,
    (Shape.NUMBER, O.LEAST): lambda found, wanted: found is not None and found >= wanted,
    (Shape.NUMBER, O.MOST): lambda found, wanted: found is not None and found <= wanted,
    (Shape.DAY, O.SINCE): lambda found, wanted: found is not None and found >= wanted,
    (Shape.DAY, O.UNTIL): lambda found, wanted: found is not None and found <= wanted,
}
for _shape in (Shape.CHOICE, Shape.NAMED):
    COMPARISONS[_shape, O.ANY] = _among
    COMPARISONS[_shape, O.NONE] = lambda found, wanted: not _among(found, wanted)
for _shape in (Shape.CHOICE, Shape.NAMED, Shape.PLACE):
    COMPARISONS[_shape, O.EMPTY] = lambda found, _: not found
    COMPARISONS[_shape, O.FILLED] = lambda found, _: bool(found)


def received_when_worked(hours: int, moment: Moment, *, least: bool) -> datetime:
    """The moment from which working hours until now are exactly on the border of `hours`.

    With `least` the last such moment: whoever wrote then or earlier has waited as long. Otherwise
    the first: whoever wrote then or later has not waited longer.
    """
    step = timedelta(microseconds=1)
    low, high = _calendar_begins(moment), moment.now + timedelta(days=366)
    while high - low > step:
        middle = low + (high - low) // 2
        worked = moment.calendar.working_seconds_between(middle, moment.now)
        waited = worked >= hours * HOUR if least else worked > hours * HOUR
        low, high = (middle, high) if waited else (low, middle)
    return low if least else high


def _calendar_begins(moment: Moment) -> datetime:
    return datetime.combine(date(2005, 1, 2), time(), tzinfo=moment.calendar.tz)
