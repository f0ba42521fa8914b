"""Open messages that look like one problem, put side by side for a person to judge."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from mcu.cases.rules.problem.likeness import GROUPED, Likeness, Traits, likeness, plain_place

IN_BLOCK = 120
"""Newest messages compared within one topic or one street: more would be the work of hours."""
IN_GROUP = 40
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A message and those that are like it; `because` is the strongest reason of each."""

    leader: int
    others: tuple[int, ...]
    score: float
    because: tuple[str, ...]

    @property
    def cases(self) -> tuple[int, ...]:
        return tuple(sorted((self.leader, *self.others)))


def pair(first: int, second: int) -> Pair:
    """Two keys in one order."""
    return (first, second) if first < second else (second, first)


def groups(
    messages: Sequence[Traits], unlike: frozenset[Pair], weights: Mapping[str, float]
) -> list[Group]:
    """Groups without a common message, the largest first; a pair a person refused is never in one.

    Each group stands around the message that is like the most others, so that the reason of every
    member can be said: a chain of neighbours is no group.
    """
    like = _alike(messages, unlike, weights)
    free, found = set(like), []
    while free:
        leader = max(sorted(free), key=lambda key: len(like[key].keys() & free))
        members = _members(leader, like[leader], free, unlike)
        if not members:
            break
        free -= {leader, *members}
        found.append(_group(leader, members, like[leader]))
    return found


def _alike(
    messages: Sequence[Traits], unlike: frozenset[Pair], weights: Mapping[str, float]
) -> dict[int, dict[int, Likeness]]:
    """Of each message those that are enough like it."""
    found: dict[int, dict[int, Likeness]] = defaultdict(dict)
    for first, second in _compared(messages):
        if pair(first.key, second.key) in unlike:
            continue
        seen = likeness(first, second, weights)
        if seen.score >= GROUPED:
            found[first.key][second.key] = found[second.key][first.key] = seen
    return found


def _compared(messages: Iterable[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Pairs of one topic or one street, each once."""
    blocks: dict[tuple[str, object], list[Traits]] = defaultdict(list)
    for each in sorted(messages, key=lambda message: (message.at, message.key), reverse=True):
        if each.topic is not None:
            blocks["topic", each.topic].append(each)
        if each.street:
            blocks["street", plain_place(each.street)].append(each)
    seen: set[Pair] = set()
    for block in blocks.values():
        for first, second in combinations(block[:IN_BLOCK], 2):
            both = pair(first.key, second.key)
            if both not in seen:
                seen.add(both)
                yield first, second


def _members(
    leader: int, like: Mapping[int, Likeness], free: set[int], unlike: frozenset[Pair]
) -> list[int]:
    """The likest first; nobody comes in beside whom a person has refused them."""
    taken: list[int] = []
    for key in sorted(like.keys() & free, key=lambda key: (-like[key].score, key)):
        if len(taken) < IN_GROUP - 1 and not any(pair(key, other) in unlike for other in taken):
            taken.append(key)
    return taken


def _group(leader: int, members: list[int], like: Mapping[int, Likeness]) -> Group:
    score = sum(like[key].score for key in members) / len(members)
    reasons = dict.fromkeys(like[key].because for key in members)
    return Group(leader, tuple(members), round(score, 4), tuple(reasons)[:3])
