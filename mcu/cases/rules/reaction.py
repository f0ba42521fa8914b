"""How long the first reaction took, in hours by the clock and in working hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mcu.core.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Reaction:
    clock: timedelta
    working: timedelta


def reaction(received: datetime, first: datetime | None, calendar: WorkCalendar) -> Reaction | None:
    """None while nobody has answered; an answer before the message counts as at once."""
    if first is None:
        return None
    first = max(first, received)
    working = timedelta(seconds=calendar.working_seconds_between(received, first))
    return Reaction(first - received, working)
