"""Appeals under 59-ФЗ: forms and regimes, numbers, extension, grounds for no answer, repeated ones."""

from mcu.cases.rules.appeal.law import LAW, Barred, Ground, Reason
from mcu.cases.rules.appeal.regime import barred, channels_of, form_of, regime_of
from mcu.cases.rules.appeal.words import (
    ON_MERITS,
    Category,
    DecisionKind,
    DecisionState,
    Form,
    Heard,
    NoticeKind,
    Result,
    Way,
)

__all__ = [
    "LAW",
    "ON_MERITS",
    "Barred",
    "Category",
    "DecisionKind",
    "DecisionState",
    "Form",
    "Ground",
    "Heard",
    "NoticeKind",
    "Reason",
    "Result",
    "Way",
    "barred",
    "channels_of",
    "form_of",
    "regime_of",
]
