"""Where time goes between states, and what to propose about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mcu.cases.rules.workflow import State

TIMES, ENOUGH = 1.5, 5  # a place is slow when its median is so many times the common one
LEAST_HOURS = 4.0

ADVICE = {
    State.NEW: "Разбирать новые дважды в день, назначить дежурного по распределению.",
    State.TRIAGE: "Уточнить маршруты тем: больше сообщений пойдёт исполнителю без координатора.",
    State.ASSIGNED: "Договориться о времени на «взять в работу» и напоминать исполнителю.",
    State.IN_WORK: "Проверить нагрузку исполнителей, завести быстрый маршрут для частых тем.",
    State.DRAFT: "Дать шаблоны ответов по частым темам.",
    State.APPROVAL: "Сократить цепочку согласования или назначить замещение согласующего.",
    State.REWORK: "Разобрать причины возвратов: чего не хватает в первых черновиках.",
    State.ANSWERED: "Публиковать сразу после согласования, назначить ответственного.",
    State.CHECK: "Закрывать после публикации в тот же день.",
}


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of one case in one state, in hours of the clock."""

    case: int
    state: str
    hours: float
    body: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class StateTime:
    """One state: how many cases passed it, the median stay, its share of the whole time."""

    state: str
    label: str
    count: int
    median: float
    share: float
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place where the stay is much longer than usual, and what may be done."""

    state: str
    label: str
    where: str
    median: float
    usual: float
    count: int
    advice: str
    keys: tuple[int, ...]

    @property
    def title(self) -> str:
        return (
            f"{self.where}: «{self.label}» — {self.median:.0f} ч против обычных {self.usual:.0f} ч"
        )


def by_state(stays: Iterable[Stay]) -> list[StateTime]:
    """Every state in the order of the life of a case."""
    groups = _grouped(stays, lambda stay: stay.state)
    whole = sum(stay.hours for group in groups.values() for stay in group) or 1.0
    return [
        StateTime(
            state.value,
            str(state.label),
            len({stay.case for stay in groups[state.value]}),
            median(stay.hours for stay in groups[state.value]),
            sum(stay.hours for stay in groups[state.value]) / whole,
            tuple(dict.fromkeys(stay.case for stay in groups[state.value])),
        )
        for state in State
        if state.value in groups
    ]


def proposals(stays: Sequence[Stay], of: str) -> list[Proposal]:
    """Bodies or topics (`of`) that keep cases much longer than usual; the worst loss first.

    Nothing is said of fewer than five cases, nor where the stay is short anyway.
    """
    usual = {row.state: row.median for row in by_state(stays)}
    groups = _grouped(stays, lambda stay: (getattr(stay, of), stay.state))
    found = [
        _proposal(where, state, group, usual[state])
        for (where, state), group in groups.items()
        if where and state in ADVICE and _is_slow(group, usual[state])
    ]
    return sorted(found, key=lambda each: (each.usual - each.median) * each.count)


def _is_slow(group: Sequence[Stay], usual: float) -> bool:
    middle = median(stay.hours for stay in group)
    return len(group) >= ENOUGH and middle >= LEAST_HOURS and middle > usual * TIMES


def _proposal(where: str, state: str, group: Sequence[Stay], usual: float) -> Proposal:
    return Proposal(
        state,
        str(State(state).label),
        where,
        median(stay.hours for stay in group),
        usual,
        len(group),
        ADVICE[State(state)],
        tuple(dict.fromkeys(stay.case for stay in group)),
    )


def _grouped(stays: Iterable[Stay], key):  # type: ignore[no-untyped-def]
    groups = defaultdict(list)
    for stay in stays:
        groups[key(stay)].append(stay)
    return groups
