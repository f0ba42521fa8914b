"""A list of the organisation as a spreadsheet."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from mcu.core.tables import Column, write_xlsx
from mcu.org import actions
from mcu.org.rules.roles import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    by: Actor,
    notes: Sequence[str] = (),
) -> FileResponse:
    """The table as a file to keep; that it was taken out is journalled."""
    target = BytesIO()
    zone = timezone.get_current_timezone()
    count = write_xlsx(target, title, columns, rows, notes=notes, tz=zone)
    actions.record_list_export(what=title, rows=count, by=by)
    target.seek(0)
    name = f"{title} {timezone.localtime():%Y-%m-%d %H-%M}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
