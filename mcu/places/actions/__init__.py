"""The gazetteer is kept up by hand and taken in from files."""

from mcu.places.actions.importing import (
    Plan,
    open_import,
    plan_of,
    rejects_of,
    take_import,
    take_rows,
)
from mcu.places.actions.keeping import add_place, change_place, record_export, remove_place

__all__ = [
    "Plan",
    "add_place",
    "change_place",
    "open_import",
    "plan_of",
    "record_export",
    "rejects_of",
    "remove_place",
    "take_import",
    "take_rows",
]
