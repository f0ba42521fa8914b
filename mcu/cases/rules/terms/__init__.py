"""Terms of a case: which norm applies, when it is due, why, and how it stands now."""

from mcu.cases.rules.terms.clock import SIGNS, ClockState, ClockView, Soon, clock, paused
from mcu.cases.rules.terms.explanation import explain, explain_set
from mcu.cases.rules.terms.moving import Extension, Life, Moved, Pause, extended_to, moved
from mcu.cases.rules.terms.norms import (
    AMOUNTS,
    FAST_TRACK,
    About,
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
    "AMOUNTS",
    "FAST_TRACK",
    "SIGNS",
    "About",
    "Choice",
    "ClockState",
    "ClockView",
    "Extension",
    "Life",
    "Moved",
    "NormView",
    "Pause",
    "Rejected",
    "Soon",
    "StartMoment",
    "TermKind",
    "choose",
    "clock",
    "count",
    "default_norms",
    "explain",
    "explain_set",
    "extended_to",
    "moved",
    "parse_norms",
    "paused",
]
