"""What the search for places reads and what it tells: plain values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a row of a gazetteer is."""

    SETTLEMENT = "settlement"
    STREET = "street"
    LANDMARK = "landmark"
    ROAD = "road"


class Entry(NamedTuple):
    """One row: `houses` as «1-57;2-60;14А», empty where nobody listed them; `points` knows houses on the map."""

    kind: str
    type: str
    name: str
    settlement: str = ""
    old: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    address: str = ""
    houses: str = ""
    lat: float | None = None
    lon: float | None = None
    points: dict[str, tuple[float, float]] | None = None

    @property
    def title(self) -> str:
        """«улица Мира»; settlements, landmarks and roads are called by their name alone."""
        return f"{self.type} {self.name}".strip() if self.kind == Kind.STREET else self.name


class Relation(StrEnum):
    """How what is told of stands to the place."""

    AT = "at"
    NEAR = "near"
    BETWEEN = "between"
    OPPOSITE = "opposite"
    BEHIND = "behind"
    CROSSING = "crossing"
    SEGMENT = "segment"


class Role(StrEnum):
    """What the place is to the message."""

    PROBLEM = "problem"
    HOME = "home"
    OTHER = "other"


class Accuracy(StrEnum):
    """What the coordinates are of."""

    HOUSE = "house"
    LANDMARK = "landmark"
    STREET = "street"
    SETTLEMENT = "settlement"


class Point(NamedTuple):
    """Where on the map, and how sure that is."""

    lat: float
    lon: float
    of: Accuracy


class Candidate(NamedTuple):
    """One of several places that the text leaves open."""

    settlement: str
    street: str = ""
    landmark: str = ""
    address: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a text. A flat is known to stand there; its number is nowhere kept.

    `known` is false where the gazetteer has no such street or settlement: the words of the text stand instead.
    With `candidates` nothing was chosen, and what they have in common is told.
    """

    spans: tuple[tuple[int, int], ...]
    settlement: str = ""
    street: str = ""
    house: tuple[str, ...] = ()
    apartment: bool = False
    landmark: tuple[str, ...] = ()
    crossing: tuple[str, ...] = ()
    road: str = ""
    km: str = ""
    relation: Relation = Relation.AT
    role: Role = Role.PROBLEM
    known: bool = True
    house_known: bool = True
    candidates: tuple[Candidate, ...] = ()
    point: Point | None = None
    confidence: float = 0.0
    reason: str = ""

    @property
    def ambiguous(self) -> bool:
        return bool(self.candidates)

    @property
    def title(self) -> str:
        """«Ключи, улица Центральная, 10»: for people's eyes."""
        crossing = " и ".join((self.street, *self.crossing)) if self.crossing else self.street
        road = f"{self.road}, {self.km} км" if self.km else self.road
        parts = self.settlement, crossing, ", ".join(self.house), *self.landmark, road
        return ", ".join(part for part in parts if part)
