"""Who belongs to which problem, as changes that can be turned back.

Opening, joining, leaving, splitting and uniting are all the same thing: cases moved from one problem
(or none) to another (or none), and problems that went from one state into another. So each of them
has one opposite, and whether it still may be undone is one question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mcu.cases.rules.problem.states import ProblemState

NOT_THERE = ""  # the state of a problem before it was opened


@dataclass(frozen=True, slots=True)
class Moved:
    """One case from a problem to a problem; None is no problem."""

    case: int
    source: int | None
    target: int | None


@dataclass(frozen=True, slots=True)
class Turned:
    """One problem from a state into a state."""

    problem: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """Everything one act moved and turned."""

    moved: tuple[Moved, ...] = ()
    turned: tuple[Turned, ...] = ()

    @property
    def opposite(self) -> "Change":
        return Change(
            tuple(Moved(each.case, each.target, each.source) for each in self.moved),
            tuple(Turned(each.problem, each.after, each.before) for each in self.turned),
        )


@dataclass(frozen=True, slots=True)
class World:
    """Where each case belongs now, and the state of each problem."""

    where: Mapping[int, int | None]
    states: Mapping[int, str]

    def of(self, problem: int) -> list[int]:
        return [case for case, place in self.where.items() if place == problem]


def opening(world: World, cases: Iterable[int], new: int) -> Change:
    """A new problem of these cases, wherever they were: opening as well as splitting."""
    return Change(joining(world, cases, new).moved, (Turned(new, NOT_THERE, ProblemState.OPEN),))


def joining(world: World, cases: Iterable[int], problem: int) -> Change:
    """These cases into the problem; those that are there already stay."""
    found = [(case, world.where.get(case)) for case in dict.fromkeys(cases)]
    return Change(tuple(Moved(case, now, problem) for case, now in found if now != problem))


def leaving(world: World, cases: Iterable[int], problem: int) -> Change:
    """These cases out of the problem; those that are not in it are passed over."""
    ours = [case for case in dict.fromkeys(cases) if world.where.get(case) == problem]
    return Change(tuple(Moved(case, problem, None) for case in ours))


def uniting(world: World, problem: int, into: int) -> Change:
    """Everything of one problem into another; the first stays as a record of its own."""
    moved = tuple(Moved(case, problem, into) for case in world.of(problem))
    return Change(moved, (Turned(problem, world.states[problem], ProblemState.JOINED),))


def applied(world: World, change: Change) -> World:
    """The world after the change."""
    where = {**world.where, **{each.case: each.target for each in change.moved}}
    states = {**world.states, **{each.problem: each.after for each in change.turned}}
    return World(where, {key: state for key, state in states.items() if state != NOT_THERE})


def contradiction(world: World, done: Change) -> str:
    """Why the act can no longer be undone, in words; empty when nothing stands against it."""
    strayed = [each for each in done.moved if world.where.get(each.case) != each.target]
    if strayed:
        return "Часть сообщений с тех пор уже в другой проблеме или отсоединена. Отмените сначала то, что сделано позже."
    for each in done.turned:
        if world.states.get(each.problem, NOT_THERE) != each.after:
            return "Проблема с тех пор перешла в другое состояние. Верните её в прежнее или измените вручную."
        if each.before == NOT_THERE and set(world.of(each.problem)) - {m.case for m in done.moved}:
            return "В проблему с тех пор добавили другие сообщения. Отсоедините их или оставьте проблему."
    back = {each.source for each in done.moved if each.source is not None}
    turned = {each.problem for each in done.turned}
    gone = [key for key in back - turned if world.states.get(key) in (None, *_GONE)]
    if gone:
        return "Проблемы, из которой пришли сообщения, больше нет: возвращать их некуда."
    return ""


_GONE = (ProblemState.JOINED, ProblemState.VOID)
