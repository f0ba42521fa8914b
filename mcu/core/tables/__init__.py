"""Tables in and out: spreadsheets and CSV of any origin read safely, xlsx and CSV written."""

from mcu.core.tables.cells import Row
from mcu.core.tables.plan import RowPlan
from mcu.core.tables.reading import Table, open_table
from mcu.core.tables.writing import (
    Column,
    Heading,
    Kind,
    Page,
    csv_lines,
    write_book,
    write_csv,
    write_xlsx,
)

__all__ = [
    "Column",
    "Heading",
    "Kind",
    "Page",
    "Row",
    "RowPlan",
    "Table",
    "csv_lines",
    "open_table",
    "write_book",
    "write_csv",
    "write_xlsx",
]
