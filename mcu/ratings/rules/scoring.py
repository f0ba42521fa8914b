"""From what was counted to scores and places.

Every part is a mean over cases, so it can be divided by topic and put together again. Two steps
make it fair, each may be switched off: what the topics of a body are worth is learnt from the
*other* bodies and taken off; and a few cases are drawn towards the mean of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mcu.ratings.rules.method import Method

HALF = 0.5  # with less than so much of the weight behind it a score is not compared
FEW, POOR = "few", "poor"
Topic = str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """Values added up: `total` of `count` cases."""

    total: float = 0.0
    count: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.total + other.total, self.count + other.count)

    def __sub__(self, other: "Sum") -> "Sum":
        return Sum(self.total - other.total, self.count - other.count)

    @property
    def mean(self) -> float:
        return self.total / self.count


ZERO = Sum()


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one body and one topic: cases, and each part by its code."""

    body: int
    topic: Topic
    cases: int
    parts: Mapping[str, Sum]


@dataclass(frozen=True, slots=True)
class Earned:
    """One part of one body, every step kept, so that the page can open it.

    `value` of `base` cases; `level` is what its topics add or take; `pooled` the mean of all bodies;
    `settled` the value after both corrections; `share` the per cent of the weight it stands for.
    """

    code: str
    value: float
    base: int
    level: float
    pooled: float
    settled: float
    score: float
    share: float

    @property
    def points(self) -> float:
        """What it brings into the whole."""
        return self.share * self.score / 100

    @property
    def lost(self) -> float:
        return self.share - self.points


@dataclass(frozen=True, slots=True)
class Scored:
    """One body. Without a `score` it is not compared, `why` says the reason."""

    body: int
    cases: int
    parts: tuple[Earned, ...] = ()
    score: float | None = None
    zone: str = ""
    place: int | None = None
    why: str = ""

    def part(self, code: str) -> Earned | None:
        return next((part for part in self.parts if part.code == code), None)


@dataclass(frozen=True, slots=True)
class Pool:
    """One part over all bodies: whole, by topic, by body, by both."""

    whole: Sum
    by_topic: Mapping[Topic, Sum]
    by_body: Mapping[int, Sum]
    cells: Mapping[int, Mapping[Topic, Sum]]


def scored(tallies: Sequence[Tally], bodies: Iterable[int], method: Method) -> list[Scored]:
    """Every body, the best first; those that are not compared at the end."""
    pools = {code: pooled(tallies, code) for code in method.parts}
    cases: dict[int, int] = defaultdict(int)
    for tally in tallies:
        cases[tally.body] += tally.cases
    found = [_scored(body, cases[body], pools, method) for body in bodies]
    return placed(found)


def pooled(tallies: Sequence[Tally], code: str) -> Pool:
    by_topic: dict[Topic, Sum] = defaultdict(Sum)
    by_body: dict[int, Sum] = defaultdict(Sum)
    cells: dict[int, dict[Topic, Sum]] = defaultdict(lambda: defaultdict(Sum))
    for tally in tallies:
        found = tally.parts.get(code, ZERO)
        if found.count:
            by_topic[tally.topic] += found
            by_body[tally.body] += found
            cells[tally.body][tally.topic] += found
    return Pool(sum(by_body.values(), ZERO), by_topic, by_body, cells)


def placed(found: Iterable[Scored]) -> list[Scored]:
    """With places: equal scores, as they are shown, share one."""
    ranked = sorted(found, key=lambda each: (each.score is None, -(each.score or 0), -each.cases))
    shown = [round(each.score, 1) for each in ranked if each.score is not None]
    return [
        each if each.score is None else replace(each, place=shown.index(round(each.score, 1)) + 1)
        for each in ranked
    ]


def _scored(body: int, cases: int, pools: Mapping[str, Pool], method: Method) -> Scored:
    if cases < method.least_cases:
        return Scored(body, cases, why=FEW)
    known = {
        code: pool
        for code, pool in pools.items()
        if pool.by_body.get(body, ZERO).count >= method.least_base
    }
    weight = sum(method.weights[code] for code in known)
    parts = tuple(
        _earned(code, body, pool, method, 100 * method.weights[code] / weight)
        for code, pool in known.items()
    )
    if weight < HALF * sum(method.weights[code] for code in pools):
        return Scored(body, cases, parts, why=POOR)
    score = sum(part.points for part in parts)
    return Scored(body, cases, parts, score, method.zone(round(score, 1)))


def _earned(code: str, body: int, pool: Pool, method: Method, share: float) -> Earned:
    own = pool.by_body[body]
    level = topic_level(body, pool, method.strength) if method.levels else 0.0
    mean = pool.whole.mean
    settled = shrunk(own.mean - level, own.count, mean, method.strength if method.shrinks else 0)
    score = on_scale(settled, *method.scales[code])
    return Earned(code, own.mean, own.count, level, mean, settled, score, share)


def topic_level(body: int, pool: Pool, strength: float) -> float:
    """How much better (or worse) than usual other bodies do on the topics of this one.

    A topic nobody else works on says nothing; few cases of others say little.
    """
    others = pool.whole - pool.by_body[body]
    if not others.count:
        return 0.0
    usual, own = others.mean, pool.by_body[body].count
    return sum(
        cell.count / own * (_settled(pool.by_topic[topic] - cell, usual, strength) - usual)
        for topic, cell in pool.cells[body].items()
    )


def _settled(found: Sum, usual: float, strength: float) -> float:
    return shrunk(found.mean, found.count, usual, strength) if found.count else usual


def shrunk(value: float, count: int, mean: float, strength: float) -> float:
    """The value drawn to the mean as if `strength` average cases lay beside one's own."""
    return mean + (value - mean) * count / (count + strength)


def on_scale(value: float, zero: float, full: float) -> float:
    """0–100 between the two ends of the scale."""
    return min(100.0, max(0.0, 100 * (value - zero) / (full - zero)))
