"""Writing what arrives: uploads, their preview, and the batches of a file."""

from mcu.intake.actions.batch import Totals, take_batch
from mcu.intake.actions.layouts import remove_layout, rename_layout
from mcu.intake.actions.runs import (
    carry_on,
    fail,
    open_run,
    pause,
    remember_columns,
    start,
)

__all__ = [
    "Totals",
    "carry_on",
    "fail",
    "open_run",
    "pause",
    "remember_columns",
    "remove_layout",
    "rename_layout",
    "start",
    "take_batch",
]
