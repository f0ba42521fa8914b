"""What these pages share: who reads them, a Word file, the place that is chosen."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mcu.org.actions import record_list_export, require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor, Permission, may
from mcu.org.views.frame import status
from mcu.planning.papers import DOCX

P = Permission


def reads(request: Request) -> Actor:
    """The catalogue is for whoever enters it, and for whoever sees messages and the summary of them."""
    actor = request.actor
    if not (may(actor, P.TERRITORY_ENTER) or may(actor, P.TERRITORY)):
        require(actor, P.SEE)
        require(actor, P.SUMMARY)
    return actor


def enters(request: Request) -> Actor:
    if not may(request.actor, P.TERRITORY):
        require(request.actor, P.TERRITORY_ENTER)
    return request.actor


def page(request: Request, name: str, shown: dict[str, Any], form: Any = None) -> HttpResponse:
    """The page; `reads`: the tabs of the summary are open to the reader too."""
    reads_summary = bool(may(request.actor, P.SUMMARY))
    return render(
        request, f"planning/{name}.html", {"reads": reads_summary, **shown},
        status=status(form) if form else 200,
    )  # fmt: skip


def word_file(title: str, content: BytesIO, rows: int, by: Actor) -> FileResponse:
    """A paper to take away; that it was taken out is journalled."""
    record_list_export(what=title, rows=rows, by=by)
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{title} {timezone.localdate():%Y-%m-%d}.docx",
        content_type=DOCX,
    )
