"""What taking a file of rows in would change, said before anything is written."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

SHOWN, KEPT_REJECTS = 50, 1000
Row = TypeVar("Row")
Rejected = TypeVar("Rejected")


@dataclass(slots=True)
class RowPlan(Generic[Row, Rejected]):
    """Rows counted by what becomes of them, with the first changes and the first refusals to look at."""

    added: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    sample: list[tuple[str, Row]] = field(default_factory=list)
    rejects: list[Rejected] = field(default_factory=list)

    def count(self, what: str, row: Row) -> None:
        setattr(self, what, getattr(self, what) + 1)
        if what != "same" and len(self.sample) < SHOWN:
            self.sample.append((what, row))

    def refuse(self, row: Rejected) -> None:
        self.rejected += 1
        if len(self.rejects) < KEPT_REJECTS:
            self.rejects.append(row)
