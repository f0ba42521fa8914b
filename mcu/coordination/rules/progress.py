"""How far a road map is: done, done in time, overdue (C1 of the indicators)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """One point: the day it was approved with, the day in force now, when it was done.

    `done_on` is the day it was reported, known once that was accepted. A cancelled point is a point that
    was not done: stopping a road map makes nothing better.
    """

    due: date
    until: date
    done_on: date | None = None
    cancelled: bool = False

    def overdue(self, today: date) -> bool:
        return not self.cancelled and self.done_on is None and self.until < today

    @property
    def in_time(self) -> bool | None:
        """By the day it was approved with, whatever was moved later; None while it is not done."""
        return None if self.done_on is None or self.cancelled else self.done_on <= self.due


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of points. The share in time is of those whose approved day has come or that are done:
    three done, one of them late, one not done though its day has passed, one ahead: 2 of 4, 50 %."""

    total: int
    done: int
    in_time: int
    asked: int
    overdue: int

    @property
    def share(self) -> int | None:
        """Per cent of all points that are done."""
        return round(100 * self.done / self.total) if self.total else None

    @property
    def timely(self) -> int | None:
        """Per cent done in time; None while nothing could be."""
        return round(100 * self.in_time / self.asked) if self.asked else None


def progress(points: Iterable[Point], today: date) -> Progress:
    all_points = list(points)
    done = [point for point in all_points if _is_done(point)]
    return Progress(
        total=len(all_points),
        done=len(done),
        in_time=sum(1 for point in done if point.in_time),
        asked=sum(1 for point in all_points if point.due < today or _is_done(point)),
        overdue=sum(1 for point in all_points if point.overdue(today)),
    )


def _is_done(point: Point) -> bool:
    return point.done_on is not None and not point.cancelled
