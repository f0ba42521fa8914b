"""«Контроль»: what is looked at, and by whom the late ones are counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

NEAR = timedelta(days=1)
SILENT_DAYS = 3
LONGEST_SILENCE = 60


class Show(TextChoices):
    LATE = "late", "Просрочено"
    NEAR = "near", "Истекает за сутки"
    ALL = "all", "Все открытые сроки"


class By(TextChoices):
    BLOCK = "block", "По блокам"
    BODY = "body", "По органам"
    PERSON = "executor", "По людям"


@dataclass(frozen=True, slots=True)
class ControlFilter:
    """Every field is one parameter of the URL; a key of 0 means nobody."""

    show: str = Show.LATE
    by: str = By.BLOCK
    block: int | None = None
    body: int | None = None
    executor: int | None = None
    kind: str = ""
    q: str = ""
    days: int = SILENT_DAYS


@dataclass(frozen=True, slots=True)
class Cell:
    """Open terms of one block, body and person together."""

    block: int | None
    body: int | None
    executor: int | None
    late: int
    near: int
    open: int
    oldest: datetime | None


@dataclass(slots=True)
class Group:
    """Open terms of one of them; `oldest` is the earliest due moment already past."""

    key: int
    late: int = 0
    near: int = 0
    open: int = 0
    oldest: datetime | None = None
    name: str = ""

    def add(self, cell: Cell) -> None:
        self.late += cell.late
        self.near += cell.near
        self.open += cell.open
        known = [moment for moment in (self.oldest, cell.oldest) if moment]
        self.oldest = min(known, default=None)


def grouped(cells: Iterable[Cell], by: str) -> list[Group]:
    """Those with the most late terms first; of equals the one with more that are near."""
    found: dict[int, Group] = defaultdict(lambda: Group(0))
    for cell in cells:
        key = getattr(cell, by) or 0
        found[key].key = key
        found[key].add(cell)
    return sorted(found.values(), key=lambda g: (-g.late, -g.near, -g.open))


def total(groups: Iterable[Group]) -> Group:
    """All of them in one line."""
    whole = Group(0)
    for each in groups:
        whole.add(Cell(None, None, None, each.late, each.near, each.open, each.oldest))
    return whole
