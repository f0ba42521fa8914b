"""A table as a file to keep, in the form that was asked for."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone

from mcu.core.tables import Heading, write_csv, write_xlsx

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def form_of(request: HttpRequest) -> str:
    """`?format=` of the address or the form sent; a spreadsheet where nothing we write is named."""
    asked = request.POST.get("format", request.GET.get("format", ""))
    return asked if asked in TYPES else "xlsx"


def table_file(
    title: str,
    columns: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    *,
    form: str = "xlsx",
    name: str = "",
    notes: Sequence[str] = (),
) -> tuple[FileResponse, int]:
    """The file and how many rows went into it; named by its title and the moment unless `name`d.

    `notes` have a sheet of their own, so a csv goes without them.
    """
    file = BytesIO()  # lists are limited: 20,000 rows of cases are some megabytes
    zone = timezone.get_current_timezone()
    if form == "csv":
        count = write_csv(file, columns, rows, tz=zone)
    else:
        count = write_xlsx(file, title, columns, rows, notes=notes, tz=zone)
    file.seek(0)
    called = f"{name or f'{title} {timezone.localtime():%Y-%m-%d %H-%M}'}.{form}"
    return FileResponse(file, as_attachment=True, filename=called, content_type=TYPES[form]), count
