"""What these pages share: who reads them, a Word file, the place that is chosen."""

from io import BytesIO

from django.http import FileResponse

from mcu.org.actions import record_list_export, require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor, Permission, may
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


def word_file(title: str, content: BytesIO, rows: int, by: Actor) -> FileResponse:
    """A paper to take away; that it was taken out is journalled."""
    record_list_export(what=title, rows=rows, by=by)
    return FileResponse(content, as_attachment=True, filename=f"{title}.docx", content_type=DOCX)
