"""The working calendar: which hours count, when a term is due and why.

Plain values in, plain values out: no database and no framework, so an import may count two hundred
thousand terms and a test may ask about any year.
"""

from mcu.core.workdays.calendar import WorkCalendar
from mcu.core.workdays.values import (
    Count,
    DayKind,
    DayOverride,
    OffDay,
    OutOfCalendar,
    Shift,
    Unit,
    Wait,
    WorkingTime,
)

__all__ = [
    "Count",
    "DayKind",
    "DayOverride",
    "OffDay",
    "OutOfCalendar",
    "Shift",
    "Unit",
    "Wait",
    "WorkCalendar",
    "WorkingTime",
]
