"""What one row says: a place, a house of a street, or why it cannot be taken."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """`given` holds what the row says beside its key; what it does not say stays as it is."""

    line: int
    kind: str
    type: str
    name: str
    settlement: str = ""
    address: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    external: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return self.kind, self.settlement, self.type, self.name, self.address


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A house; `street` is its title («улица Мира») or, in ГАР, the number of its street there."""

    line: int
    street: str
    number: str
    settlement: str = ""
    lat: float | None = None
    lon: float | None = None
    external: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    line: int
    cells: tuple[str, ...]
    reason: str
