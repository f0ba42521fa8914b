"""A list as a file to keep."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse

from mcu.core.tables import Heading
from mcu.org import actions
from mcu.org.rules.roles import Actor
from mcu.web.sheets import table_file


def sheet(
    title: str,
    columns: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    *,
    by: Actor,
    form: str = "xlsx",
    notes: Sequence[str] = (),
) -> FileResponse:
    """The table as a file to keep; that it was taken out is journalled."""
    file, count = table_file(title, columns, rows, form=form, notes=notes)
    actions.record_list_export(what=title, rows=count, by=by)
    return file
