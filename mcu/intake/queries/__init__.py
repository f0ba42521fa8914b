"""Reading imports, and what a file's names mean in this municipality."""

from mcu.intake.queries.access import (
    layout_for,
    layouts_told,
    run_for,
    runs_for,
    saved_layouts,
    stalled,
)
from mcu.intake.queries.reference import Reference
from mcu.intake.queries.rejects import rejects_workbook
from mcu.intake.queries.statuses import status_words
from mcu.intake.queries.stored import StoredRow, stored_rows, stored_same

__all__ = [
    "Reference",
    "StoredRow",
    "layout_for",
    "layouts_told",
    "rejects_workbook",
    "run_for",
    "runs_for",
    "saved_layouts",
    "stalled",
    "status_words",
    "stored_rows",
    "stored_same",
]
