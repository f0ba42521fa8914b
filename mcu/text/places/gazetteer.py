"""A gazetteer compiled for reading: every form of every name in one table, typos through deletions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from mcu.text.lemmas import readings
from mcu.text.places import forms
from mcu.text.places.model import Accuracy, Entry, Kind, Point
from mcu.text.places.vocabulary import (
    LANDMARK_TYPES,
    NAMED_FOR,
    RANKS,
    ROAD_TYPES,
    SETTLEMENT_TYPES,
    STREET_TYPES,
    listed,
)

CURRENT, OLD = 0, 1
"""How a name is in use: the name, a part of it or a synonym; a former one."""

_REMEMBERED = 16_384
_TYPO_FROM = 5  # shorter words have too many neighbours
_ABBREVIATED = re.compile(r"\w{1,3}\. ?\w{3,}$")
_QUOTED = re.compile(r"«([^«»]+)»")
_NUMBERED = re.compile(r"(.+?)\s*№\s*(\d+)$")
Words = tuple[frozenset[str], ...]


class Name(NamedTuple):
    """One way to say an entry; `proper` is the part in quotes, which wants its kind or quotes beside it."""

    words: Words
    entry: int
    use: int
    ordinary: bool
    adjective: bool = False
    proper: bool = False
    synonym: bool = False
    base: tuple[str, ...] = ()


class Gazetteer:
    """What is known of one municipality; compiled once, read by `mcu.text.places.find`."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = list(entries)
        self.first: dict[str, list[Name]] = defaultdict(list)
        self.second: dict[str, list[Name]] = defaultdict(list)
        self.settlements: dict[str, int] = {}
        self._landmarks: dict[tuple[str, str], int] = {}
        self._streets: dict[tuple[str, str], int] = {}
        for number, entry in enumerate(self.entries):
            self._take(number, entry)
        self._deletions = _deletions(self.first)
        self.resembling = lru_cache(maxsize=_REMEMBERED)(self._resembling)
        self.landmark_types = {e.type for e in self.entries if e.kind == Kind.LANDMARK}
        self.towns = tuple(
            e.name for e in self.entries if e.kind == Kind.SETTLEMENT and e.type == "город"
        )

    def _take(self, number: int, entry: Entry) -> None:
        if entry.kind == Kind.SETTLEMENT:
            self.settlements.setdefault(entry.name, number)
        if entry.kind == Kind.LANDMARK:
            self._landmarks.setdefault((entry.settlement, forms.plain(entry.name)), number)
        if entry.kind == Kind.STREET:
            for told in (entry.title, entry.name):
                self._streets.setdefault((entry.settlement, forms.plain(told)), number)
        seen: set[Words] = set()
        for name in _names(number, entry):
            if name.words and name.words not in seen:
                seen.add(name.words)
                self._index(name)

    def _index(self, name: Name) -> None:
        for form in name.words[0]:
            self.first[form].append(name)
        if len(name.words) > 1:
            for form in name.words[1]:
                self.second[form].append(name)

    def _resembling(self, word: str) -> list[str]:
        """Known words one slip of the pen away from an unknown one; remembered."""
        if len(word) < _TYPO_FROM or word in self.first:
            return []
        near: dict[str, None] = {}
        for short in (word, *_shorter(word)):
            for known in self._deletions.get(short, ()):
                if one_slip(word, known) or (len(word) > 8 and slips(word, known) <= 2):
                    near.setdefault(known)
        return [] if not near or readings(word)[0] else list(near)

    def street(self, settlement: str, title: str) -> int | None:
        return self._streets.get((settlement, forms.plain(title)))

    def point(self, number: int, house: str = "") -> Point | None:
        """The coordinates of an entry: of the house, else its own, else of the address or the settlement."""
        entry = self.entries[number]
        found = (entry.points or {}).get(house)
        if found:
            return Point(*found, Accuracy.HOUSE)
        if entry.lat is not None and entry.lon is not None:
            return Point(entry.lat, entry.lon, _ACCURACY.get(entry.kind, Accuracy.STREET))
        if entry.address:
            return self._addressed(entry)
        centre = self.settlements.get(entry.settlement)
        return self.point(centre) if centre is not None and centre != number else None

    def locate(self, settlement: str, street: str, house: str, landmark: str = "") -> Point | None:
        """The point of a place as a card names it: its house or street, its landmark, its settlement."""
        number = self.street(settlement, street) if street else None
        if number is None and landmark:
            number = self._landmarks.get((settlement, forms.plain(landmark)))
        if number is None:
            number = self.settlements.get(settlement)
        return None if number is None else self.point(number, house)

    def _addressed(self, entry: Entry) -> Point | None:
        street, _, house = entry.address.rpartition(",")
        found = self.street(entry.settlement, street.strip())
        if found is not None:
            return self.point(found, house.strip())
        centre = self.settlements.get(entry.settlement)
        return self.point(centre) if centre is not None else None


_ACCURACY = {
    Kind.SETTLEMENT.value: Accuracy.SETTLEMENT,
    Kind.STREET.value: Accuracy.STREET,
    Kind.LANDMARK.value: Accuracy.LANDMARK,
}


def one_slip(one: str, other: str) -> bool:
    """Whether a letter was added, lost, changed or swapped with its neighbour, once at most."""
    size = min(len(one), len(other))
    if max(len(one), len(other)) - size > 1:
        return False
    head = 0
    while head < size and one[head] == other[head]:
        head += 1
    a, b = one[head:], other[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def slips(one: str, other: str) -> int:
    """Letters added, lost, changed or swapped with the neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _shorter(word: str) -> Iterator[str]:
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _deletions(known: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in known:
        if len(word) >= _TYPO_FROM and word[0] != "#":
            for short in {word, *_shorter(word)}:
                found[short].append(word)
    return dict(found)


def _names(number: int, entry: Entry) -> Iterator[Name]:
    make = {
        Kind.SETTLEMENT.value: _settlement,
        Kind.STREET.value: _street,
        Kind.LANDMARK.value: _landmark,
        Kind.ROAD.value: _road,
    }[entry.kind]
    told = [(entry.name, CURRENT, False)]
    told += [(name, CURRENT, True) for name in entry.synonyms]
    told += [(name, OLD, False) for name in entry.old]
    for text, use, synonym in told:
        if _ABBREVIATED.match(text):  # read without being listed
            continue
        yield from make(number, entry, text, use, synonym)


def _name(number: int, words: list[str], said: Words, use: int, synonym: bool) -> Name:
    ordinary = all(forms.is_ordinary(word) for word in words)
    return Name(
        said, number, use, ordinary, forms.is_adjective(words[0]), False, synonym, tuple(words)
    )


def _settlement(number: int, entry: Entry, text: str, use: int, synonym: bool) -> Iterator[Name]:
    words = forms.words(_QUOTED.sub(r"\1", text))
    if len(words) > 1 and words[0] in SETTLEMENT_TYPES:
        words = words[1:]
    if not words:
        return
    said = tuple(forms.nominative(word) for word in words)
    yield _name(number, words, said, use, synonym)
    if len(words) == 2 and forms.is_adjective(words[1]):
        yield _name(number, words, (said[1], said[0]), use, synonym)


def _street(number: int, entry: Entry, text: str, use: int, synonym: bool) -> Iterator[Name]:
    words = [word for word in forms.words(_QUOTED.sub(r"\1", text)) if word not in NAMED_FOR]
    if len(words) > 1 and words[0] in STREET_TYPES:
        words = words[1:]
    elif len(words) > 1 and words[-1] in STREET_TYPES:
        words = words[:-1]
    if not words:
        return
    whole = entry.type.lower() not in _GENITIVE_TYPES and not synonym
    bend = forms.nominative if whole else forms.as_it_stands
    said = tuple(bend(word) for word in words)
    yield _name(number, words, said, use, synonym)
    bare = [i for i, word in enumerate(words) if word not in RANKS]
    if bare and len(bare) < len(words):
        yield _name(number, [words[i] for i in bare], tuple(said[i] for i in bare), use, synonym)
    if len(bare) > 1 and _is_person(words[bare[0]]):
        yield _name(number, words[-1:], said[-1:], use, synonym)
        yield _name(number, words[::-1], said[::-1], use, synonym)


_GENITIVE_TYPES = listed(
    "улица проспект переулок проезд площадь бульвар набережная шоссе тупик спуск аллея тракт"
)


def _is_person(word: str) -> bool:
    return any("Name" in tag for tag, _ in readings(word)[1])


def _landmark(number: int, entry: Entry, text: str, use: int, synonym: bool) -> Iterator[Name]:
    numbered = _NUMBERED.match(text)
    if numbered:
        yield from _numbered(number, entry, numbered[1], numbered[2], use)
        return
    words = forms.words(text)
    quoted = _QUOTED.search(text)
    inside = forms.words(quoted[1]) if quoted else []
    said = tuple(
        forms.nominative(word) if word in inside or not at else forms.as_it_stands(word)
        for at, word in enumerate(words)
    )
    if words:
        yield _name(number, words, said, use, synonym)
    if inside and len(inside) < len(words):
        proper = _name(number, inside, tuple(map(forms.nominative, inside)), use, synonym)
        yield proper._replace(proper=True)


def _numbered(number: int, entry: Entry, kind: str, which: str, use: int) -> Iterator[Name]:
    """«школа № 5»: «школы номер пять» no, «5-й школы», «СОШ 5» yes."""
    words = forms.words(kind)
    head = tuple(forms.as_it_stands(word) for word in words)
    known = LANDMARK_TYPES.get(words[-1])
    if known:
        alike = frozenset(form for form, each in LANDMARK_TYPES.items() if each == known)
        head = (*head[:-1], head[-1] | alike)
    digits = forms.nominative(f"#{which}")
    for said in ((*head, digits), (digits, *head), (head[-1], digits), (digits, head[-1])):
        yield Name(said, number, use, False)


_TOWARDS = listed("на в до к из от")
_FROM, _TO = listed("между от из с"), listed("и до в на к")
_ROAD = frozenset(ROAD_TYPES)


def _road(number: int, entry: Entry, text: str, use: int, synonym: bool) -> Iterator[Name]:
    """«Тихоборск — Заокск» is also «трасса на Заокск», «заокская дорога», «дорога от Заокска до Тихоборска»."""
    words = forms.words(text)
    if not words:
        return
    said = tuple(forms.nominative(word) for word in words)
    if words[-1] in ROAD_TYPES and len(words) > 1:
        said = (*said[:-1], _ROAD)
    yield _name(number, words, said, use, synonym)
    if len(words) == 1 and forms.is_adjective(words[0]):
        yield _name(number, words, (*said, _ROAD), use, synonym)
    if len(words) > 2 and words[0] == "подъезд" and words[1] == "к":
        yield Name((_ROAD, _TOWARDS, *said[2:]), number, use, False)
    ends = [forms.words(end) for end in text.split(" — ")]
    if len(ends) == 2 and all(ends):
        yield from _between(number, ends[0], ends[1], use)


def _between(number: int, one: list[str], other: list[str], use: int) -> Iterator[Name]:
    here, there = (tuple(forms.nominative(word) for word in end) for end in (one, other))
    for first, last in ((here, there), (there, here)):
        between = (frozenset({"между"}), *first, frozenset({"и"}), *last)
        for said in (
            between,
            (*first, *last),
            (_ROAD, _FROM, *first, _TO, *last),
            (_ROAD, _TOWARDS, *last),
        ):
            yield Name(said, number, use, False)
    for end in (one, other):
        stem = re.sub(r"(?:ск|ское|ская|ский)$", "ск", end[-1])
        if stem.endswith("ск") and len(end) == 1:
            adjective = forms.nominative(stem + "ая") | forms.nominative(stem + "ое") | forms.nominative(stem + "ий")  # fmt: skip
            yield Name((adjective, _ROAD), number, use, False)
