"""Terms of a case: which norm applies, when it is due, why, and how it stands now."""

from mcu.cases.rules.terms.clock import ClockState, ClockView, Soon, clock
from mcu.cases.rules.terms.explanation import explain
from mcu.cases.rules.terms.norms import (
    FAST_TRACK,
    Choice,
    NormView,
    Rejected,
    StartMoment,
    TermKind,
    choose,
    count,
    default_norms,
    parse_norms,
)

__all__ = [
    "FAST_TRACK",
    "Choice",
    "ClockState",
    "ClockView",
    "NormView",
    "Rejected",
    "Soon",
    "StartMoment",
    "TermKind",
    "choose",
    "clock",
    "count",
    "default_norms",
    "explain",
    "parse_norms",
]
