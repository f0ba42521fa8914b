"""Whether the people of a block will keep up: what is expected of four weeks against what they closed in the last four."""

from dataclasses import dataclass

MARGIN = 1.1  # so much above the usual pace is told
LEAST_CLOSED = 10  # by fewer no pace is known


@dataclass(frozen=True, slots=True)
class Staffing:
    """`low` and `high`: between which the expected lies nine times of ten; days are working days."""

    people: int
    closed: int
    days_back: int
    expected: int
    low: int
    high: int
    days_ahead: int

    @property
    def pace(self) -> float | None:
        """Closed by one person in a working day; None while too few were closed to tell."""
        return self._each(self.closed, self.days_back) if self.closed >= LEAST_CLOSED else None

    @property
    def needed(self) -> float | None:
        """Coming to one person in a working day."""
        return self._each(self.expected, self.days_ahead)

    @property
    def level(self) -> str:
        """`late` when even the least expected is beyond the pace, `soon` when the middle is."""
        if self.pace is None or self.needed is None:
            return ""
        able = self.pace * MARGIN * self.people * self.days_ahead
        if self.low > able:
            return "late"
        return "soon" if self.expected > able else "ok"

    @property
    def missing(self) -> int:
        """How many more people of the same pace the expected takes; rounded up."""
        if not self.pace or not self.needed or self.level not in {"late", "soon"}:
            return 0
        return max(1, -(-self.expected // max(1, round(self.pace * self.days_ahead))) - self.people)

    def _each(self, cases: int, days: int) -> float | None:
        return cases / days / self.people if days and self.people else None
