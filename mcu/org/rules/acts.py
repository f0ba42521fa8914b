"""Legal acts: whether one is in force, and how amendments follow each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Where an act stands on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNKNOWN = "unknown"


STANDINGS = {
    Standing.IN_FORCE: "действует",
    Standing.NOT_YET: "ещё не вступил в силу",
    Standing.ENDED: "не действует",
    Standing.UNKNOWN: "день вступления в силу не указан",
}


@dataclass(frozen=True, slots=True)
class ActView:
    """What the rules need of an act; keys are those of rows."""

    key: int
    dated: date | None = None
    amends: int | None = None
    annex_to: int | None = None


def standing(since: date | None, until: date | None, day: date) -> Standing:
    """By the first and the last day of validity; without a first day it cannot be told."""
    if until and until < day:
        return Standing.ENDED
    if since is None:
        return Standing.UNKNOWN
    return Standing.IN_FORCE if since <= day else Standing.NOT_YET


def chain(acts: Iterable[ActView], key: int) -> list[int]:
    """The act that was first and everything that amends it, by date, those without a date last.

    An act that amends an amending act belongs to the chain of the first one; a circle ends
    where it closes.
    """
    by_key = {act.key: act for act in acts}
    root = _root(by_key, key)
    found, queue = {root}, [root]
    while queue:
        above = queue.pop()
        below = {act.key for act in by_key.values() if act.amends == above} - found
        found |= below
        queue.extend(below)
    return sorted(found, key=lambda k: (k != root, by_key[k].dated or date.max, k))


def forest(acts: Sequence[ActView]) -> list[tuple[int, int]]:
    """(depth, key): each act with its annexes under it, in the order given; none is left out."""
    known = {act.key for act in acts}
    below: dict[int | None, list[int]] = {}
    for act in acts:
        below.setdefault(act.annex_to if act.annex_to in known else None, []).append(act.key)
    rows: list[tuple[int, int]] = []
    stack = [(0, key) for key in reversed(below.get(None, []))]
    while stack:
        depth, key = stack.pop()
        rows.append((depth, key))
        stack += [(depth + 1, under) for under in reversed(below.get(key, []))]
    shown = {key for _, key in rows}
    return rows + [(0, act.key) for act in acts if act.key not in shown]


def _root(by_key: dict[int, ActView], key: int) -> int:
    seen = {key}
    while (above := by_key[key].amends) and above in by_key and above not in seen:
        seen.add(above)
        key = above
    return key
