"""What the desk asks of a person: the queues of a role, the one act each case wants, the usual."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from mcu.cases.rules.feed import Due, FeedFilter, Sort, Status
from mcu.cases.rules.terms import ClockState, ClockView
from mcu.cases.rules.terms.clock import SIGNS
from mcu.cases.rules.words import System
from mcu.cases.rules.workflow import OPEN, State
from mcu.org.rules.roles import Actor, Belongs, Permission, Role, may
from mcu.web import words

S, P = State, Permission
OCTOBER = 10  # from here on terms reach the next year, and its calendar is usually published
ON_WEEKDAYS = tuple(
    f"по {day}"
    for day in (
        "понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям",
    )
)  # fmt: skip
WORKING = (P.CLASSIFY, P.ASSIGN, P.TAKE, P.APPROVE, P.REPLY)


def years_missing(is_known: Callable[[int], bool], today: date) -> list[int]:
    """Years that terms already reach and whose working calendar nobody has yet."""
    reached = (today.year, today.year + 1) if today.month >= OCTOBER else (today.year,)
    return [year for year in reached if not is_known(year)]


class Whose(StrEnum):
    """Which of the visible cases an act concerns."""

    ANY = "any"
    OURS = "ours"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Want:
    """One act: `label` stands on the button, `anchor` is the place on the card where it is done."""

    key: str
    label: str
    permission: Permission
    states: frozenset[State]
    whose: Whose = Whose.ANY


@dataclass(frozen=True, slots=True)
class Seen:
    """What must be known of a case to say what it wants from a person."""

    state: str
    executor_id: int | None = None
    body_id: int | None = None
    block_id: int | None = None
    asked_us: bool = False
    part_of_us: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A queue: its number opens the list with the same filter."""

    key: str
    title: str
    chosen: FeedFilter
    large: bool = False


ANSWER_QUESTION = Want("reply", "Ответить на запрос", P.REPLY, OPEN)
WRITE_PART = Want("answer-parts", "Написать часть ответа", P.REPLY, OPEN)
CONTROL = Want("control", "Разобраться", P.ASSIGN, OPEN)
# The order decides when a case wants several acts of one person.
WANTS = (
    Want("approve", "Согласовать", P.APPROVE, frozenset({S.APPROVAL})),
    Want("publish", "Опубликовать", P.PUBLISH, frozenset({S.ANSWERED})),
    Want("rework", "Исправить ответ", P.DRAFT, frozenset({S.REWORK}), Whose.OURS),
    Want("take", "Взять в работу", P.TAKE, frozenset({S.ASSIGNED}), Whose.OURS),
    Want("assign", "Распределить", P.ASSIGN, frozenset({S.NEW, S.TRIAGE})),
    Want(
        "draft", "Готовить ответ", P.DRAFT, frozenset({S.IN_WORK, S.DRAFT, S.INTERIM}), Whose.MINE
    ),
    Want("close", "Закрыть", P.CLOSE, frozenset({S.CHECK})),
)


def is_calm(actor: Actor) -> bool:
    """Whoever only looks (the Head, an auditor, an administrator) gets an overview."""
    return not any(may(actor, permission) for permission in WORKING)


def wants_of(actor: Actor) -> tuple[Want, ...]:
    """The acts the person has a right to, in order."""
    return tuple(want for want in WANTS if may(actor, want.permission))


def controls(actor: Actor) -> bool:
    """Whoever charges others is shown what is late with them."""
    return bool(may(actor, CONTROL.permission))


def wanted(case: Seen, actor: Actor) -> Want | None:
    """The one act this case wants from this person now; None when it waits for somebody else."""
    if case.asked_us and may(actor, P.REPLY):
        return ANSWER_QUESTION
    if case.part_of_us and may(actor, P.REPLY):
        return WRITE_PART
    for want in wants_of(actor):
        if case.state in want.states and _concerns(want, case, actor):
            return want
    return CONTROL if _concerns(CONTROL, case, actor) else None


def scope(actor: Actor) -> FeedFilter:
    """The part of the stream a person answers for; the responsible for one system sees that one.

    Somebody who is an executor and nothing else is shown their own cases.
    """
    roles = actor.roles
    if roles == {Role.INCIDENT}:
        return FeedFilter(system=System.INCIDENT)
    if roles == {Role.POS}:
        return FeedFilter(system=System.POS)
    return FeedFilter()


def tiles(actor: Actor) -> tuple[Tile, ...]:
    """The queues of the person's duties."""
    base = scope(actor)
    own = replace(base, executor="me") if actor.roles == {Role.EXECUTOR} else base
    of_me = " у вас" if own.executor else ""
    open_cases = Tile("open", "в работе", base, large=True)
    clocks = (
        Tile("late", f"просрочено{of_me}", replace(own, due=Due.LATE), large=True),
        Tile("today", f"срок сегодня{of_me}", replace(own, due=Due.TODAY), large=True),
    )
    return (*clocks, *([open_cases] if is_calm(actor) else _queues(actor, base, own)))


def stands(due_at: datetime | None, now: datetime) -> ClockView:
    """How a clock looks in the list of the day: by the hour today, by the day later. Both moments
    in local time."""
    if due_at is None:
        return ClockView(ClockState.NONE, SIGNS[ClockState.NONE], "без срока")
    if due_at < now:
        return _clock(ClockState.LATE, words.duration(now - due_at))
    if due_at.date() == now.date():
        return _clock(ClockState.SOON, f"до {due_at:%H:%M}")
    return _clock(ClockState.OK, words.day(due_at.date(), now.date()))


def _clock(state: ClockState, text: str) -> ClockView:
    return ClockView(state, SIGNS[state], text)


def tile_words(tile: Tile, count: int, nearest: datetime | None, now: datetime) -> str:
    """The caption of a tile with what is worth knowing besides the number; local time."""
    if not count or nearest is None:
        return tile.title
    if tile.key == "late":
        return f"{tile.title} · самое давнее {words.duration(now - nearest)}"
    if tile.key == "today":
        return f"{tile.title} · ближайший в {nearest:%H:%M}"
    return tile.title


def usual(counts: Sequence[int]) -> float | None:
    """The mean of the same hours of former weeks, the oldest first; weeks before the first message
    do not count. None when fewer than two weeks are known."""
    known = list(counts)
    while known and not known[0]:
        known.pop(0)
    return sum(known) / len(known) if len(known) >= 2 else None


def _queues(actor: Actor, base: FeedFilter, own: FeedFilter) -> Iterable[Tile]:
    table: tuple[tuple[str, str, FeedFilter, tuple[Permission, ...]], ...] = (
        ("approval", "ждут согласования", _status(base, Status.APPROVAL), (P.APPROVE,)),
        ("unassigned", "не распределено", _status(base, Status.UNASSIGNED), (P.CLASSIFY, P.ASSIGN)),
        ("not_taken", "не взято в работу", _status(base, Status.NOT_TAKEN), (P.TAKE, P.ASSIGN)),
        ("rework", "на доработке", _status(own, State.REWORK), (P.DRAFT,)),
        ("answered", "ждут публикации", _status(base, Status.ANSWERED), (P.PUBLISH,)),
        ("question", "запросы без ответа", _status(base, Status.QUESTION), (P.ASK, P.REPLY)),
    )
    allowed = [row for row in table if any(may(actor, permission) for permission in row[3])]
    for number, (key, title, chosen, _) in enumerate(allowed):
        yield Tile(key, title, chosen, large=number == 0)


def _status(base: FeedFilter, status: str) -> FeedFilter:
    return replace(base, status=status, sort=Sort.DUE)


def _concerns(want: Want, case: Seen, actor: Actor) -> bool:
    whose = Belongs(actor.municipality_id, case.body_id, case.block_id, case.executor_id)
    if not may(actor, want.permission, whose):
        return False
    if want.whose == Whose.ANY:
        return True
    if case.executor_id is not None or want.whose == Whose.MINE:
        return case.executor_id is not None and case.executor_id == actor.person_id
    if case.body_id is not None:
        return case.body_id in actor.body_ids
    return case.block_id in actor.block_ids
