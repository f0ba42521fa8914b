"""Which of the streets of one name it is: the settlement decides, then houses, landmarks, names in use."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mcu.text.places import houses
from mcu.text.places.gazetteer import Gazetteer, Name
from mcu.text.places.model import Entry, Kind


class Choice(NamedTuple):
    """Entries that remain, whether a settlement that was told has none, and whether the house is there."""

    entries: list[int]
    astray: bool = False
    house_known: bool = True
    old: bool = False


def choose(
    gazetteer: Gazetteer,
    names: Iterable[Name],
    numbers: tuple[str, ...],
    told: list[frozenset[str]],
    hints: list[str],
    *,
    meets: bool = False,
) -> Choice:
    """`told` are the settlements of the text, the nearest first; `hints` those of landmarks and crossing streets."""
    uses: dict[int, int] = {}
    for name in names:
        uses[name.entry] = min(uses.get(name.entry, 9), name.use)
    left = list(uses)
    for settlements in told:
        there = [n for n in left if _stands_in(gazetteer.entries[n], settlements)]
        if there:
            left = there
            break
    else:
        if told and len(told) == 1 and not any(_known(gazetteer, n) for n in left):
            return Choice([], astray=True)
    left, house_known = _by_houses(gazetteer, left, numbers)
    left = _narrow(left, lambda n: gazetteer.entries[n].settlement in hints)
    best = min((uses[n] for n in left), default=0)
    left = [n for n in left if uses[n] == best]
    return Choice(_plain_kind(gazetteer, left) if meets else left, False, house_known, best == 1)


def _known(gazetteer: Gazetteer, number: int) -> bool:
    return bool(gazetteer.entries[number].settlement)


def _stands_in(entry: Entry, settlements: frozenset[str]) -> bool:
    return entry.settlement in settlements or (
        entry.kind == Kind.SETTLEMENT and entry.name in settlements
    )


def _by_houses(
    gazetteer: Gazetteer, left: list[int], numbers: tuple[str, ...]
) -> tuple[list[int], bool]:
    if not numbers:
        return left, True
    streets = [n for n in left if gazetteer.entries[n].kind == Kind.STREET]
    having = [
        n for n in streets if all(houses.has(gazetteer.entries[n].houses, h) for h in numbers)
    ]
    return (having, True) if having else (streets or left, False)


def _narrow(left: list[int], fits: Callable[[int], bool]) -> list[int]:
    return [n for n in left if fits(n)] or left


def _plain_kind(gazetteer: Gazetteer, left: list[int]) -> list[int]:
    """Of a street and a lane of one name in one settlement the lane would have been called so."""
    entries = [gazetteer.entries[n] for n in left]
    if len({(entry.settlement, entry.name) for entry in entries}) == len(entries):
        return left
    return _narrow(left, lambda n: gazetteer.entries[n].type in ("улица", "проспект"))
