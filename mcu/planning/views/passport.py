"""«Паспорт территории»: every indicator as it stands on a day."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.analytics.views.summary import Reading, reading_for
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.planning import papers
from mcu.planning.forms import PassportForm
from mcu.planning.queries import passport as queries
from mcu.planning.queries.catalogue import known_settlements
from mcu.planning.queries.passport import Passport
from mcu.planning.rules.standing import concluded
from mcu.planning.views.frame import page, word_file


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL asks for, and whose figures it may be."""

    reading: Reading
    form: PassportForm
    found: Passport


@login_required
@require_GET
def passport(request: Request) -> HttpResponse:
    asked = _asked(request)
    reading, found = asked.reading, asked.found
    shown = {
        "form": asked.form, "found": found, "told": concluded(found.rows),
        "place": reading.place, "places": reading.places, "shared": reading.shared,
        "may_export": bool(may(reading.actor, Permission.EXPORT)) and not reading.shared,
        "leads": bool(may(reading.actor, Permission.TERRITORY)),
    }  # fmt: skip
    return page(request, "passport", shown, asked.form)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The same as xlsx or docx."""
    require(request.actor, Permission.EXPORT)
    found = _asked(request).found
    title = f"{papers.title(found)}".replace(":", "")
    if request.GET.get("format") == "docx":
        return word_file(title, papers.passport_docx(found), len(found.rows), request.actor)
    return sheet(
        title, papers.COLUMNS, papers.cells(found), by=request.actor, notes=papers.notes(found)
    )


def _asked(request: Request) -> Asked:
    """The region has the whole of a municipality only; numbers are protected from whoever reads less
    than all of it."""
    reading = reading_for(request)
    require(reading.actor, Permission.SUMMARY)
    names = [] if reading.shared else known_settlements(reading.actor)
    form = PassportForm(request.GET, settlements=names)
    shared = reading.shared or not reading.actor.reach(Permission.SUMMARY).everywhere
    with timezone.override(reading.place.timezone):
        day = form.day(timezone.localdate())
        found = queries.passport(reading.place, day, form.where, shared=shared)
    return Asked(reading, form, found)
