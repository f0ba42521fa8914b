"""The page «Импорт»: upload → preview → run with progress → totals and rejected rows."""

from itertools import islice

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.intake import actions, jobs, queries
from mcu.intake.actions.runs import REJECTS_KEPT, header_to_map, table_of
from mcu.intake.forms import MappingForm, UploadForm
from mcu.intake.models import ImportRun
from mcu.intake.rules.digest import digest
from mcu.intake.rules.rows import Rejected, read_row
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.queries import zone
from mcu.org.rules.roles import Permission
from mcu.places.queries import known_names

SAMPLE = 8


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """Drop a file, see the earlier ones."""
    require(request.actor, Permission.IMPORT)
    form = UploadForm(municipality_id=request.actor.municipality_id)
    return render(
        request,
        "intake/index.html",
        {
            "form": form,
            "runs": queries.runs_for(request.actor)[:20],
            "layouts": queries.layouts_told(request.actor.municipality_id),
        },
    )


@login_required
@require_POST
def rename_layout(request: Request, pk: int) -> HttpResponse:
    """A saved mapping gets another name."""
    found = queries.layout_for(request.actor, pk)
    made = actions.rename_layout(layout=found, name=request.POST.get("name", ""), by=request.actor)
    messages.success(request, f"Раскладка называется «{made.name}».")
    return redirect("intake:index")


@login_required
@require_POST
def remove_layout(request: Request, pk: int) -> HttpResponse:
    """A saved mapping is offered no more."""
    actions.remove_layout(layout=queries.layout_for(request.actor, pk), by=request.actor)
    messages.success(request, "Раскладка убрана. Загруженное по ней осталось.")
    return redirect("intake:index")


@login_required
@require_POST
def upload(request: Request) -> HttpResponse:
    """Keep the file and go to its preview; a file that cannot be read is refused at once."""
    require(request.actor, Permission.IMPORT)
    form = UploadForm(request.POST, request.FILES, municipality_id=request.actor.municipality_id)
    if not form.is_valid():
        raise RuleViolation(" ".join(str(e) for errors in form.errors.values() for e in errors))
    given = form.cleaned_data["file"]
    stored = files.store(given.chunks(), limit=settings.MCU_IMPORT_LIMIT, name=given.name)
    try:
        open_table(files.path_of(stored.key), given.name)
    except (RuleViolation, OSError):
        files.take_back(stored)
        raise
    run = actions.open_run(
        municipality=request.user.municipality,
        file_key=stored.key,
        file_name=given.name,
        file_size=stored.size,
        layout=form.cleaned_data["layout"],
        by=request.actor,
    )
    return redirect("intake:run", run.pk)


@login_required
@require_GET
def run(request: Request, pk: int) -> HttpResponse:
    """The preview before the start, the progress while it runs, the totals afterwards."""
    require(request.actor, Permission.IMPORT)
    found = queries.run_for(request.actor, pk)
    context = {"run": found, "expires": _expires(found)}
    if found.state == ImportRun.State.PREVIEW:
        context |= _preview(found)
    template = "intake/run.html#state" if request.htmx else "intake/run.html"
    return render(request, template, context)


@login_required
@require_POST
def mapping(request: Request, pk: int) -> HttpResponse:
    """Correct which column is what."""
    found = queries.run_for(request.actor, pk)
    match, _ = header_to_map(found, table_of(found))
    form = MappingForm(request.POST, run=found, match=match)
    if not form.is_valid():
        raise RuleViolation("Выберите столбцы из списка.")
    actions.remember_columns(
        run=found, columns=form.columns, by=request.actor, name=form.cleaned_data["name"]
    )
    return redirect("intake:run", found.pk)


@login_required
@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Begin; the worker does the rest."""
    found = queries.run_for(request.actor, pk)
    with transaction.atomic():
        actions.start(run=found, by=request.actor)
        jobs.run.defer(run_id=found.pk)
    return redirect("intake:run", found.pk)


@login_required
@require_GET
def rejects(request: Request, pk: int) -> FileResponse:
    """Rejected rows as xlsx, the reason beside each; gone seven days after the run."""
    require(request.actor, Permission.IMPORT)
    found = queries.run_for(request.actor, pk)
    name = f"Отклонённые строки {found.pk}.xlsx"
    workbook = queries.rejects_workbook(found)
    journal.record(
        "import.rejects",
        by=request.actor,
        municipality_id=found.municipality_id,
        of=found,
        after={"rows": found.rejected},
    )
    return FileResponse(workbook, as_attachment=True, filename=name)


def _expires(found: ImportRun):  # type: ignore[no-untyped-def]
    return found.finished_at + REJECTS_KEPT if found.finished_at else None


def _preview(found: ImportRun) -> dict[str, object]:
    """The first rows as they would be read, and the mapping to correct."""
    try:
        table = table_of(found)
    except RuleViolation as refusal:
        return {"refusal": refusal.sentence}
    match, unknown = header_to_map(found, table)
    first, tz, now = match.row_index + 1, zone(found.municipality), timezone.now()
    head = islice(table.numbered(), first, first + SAMPLE)
    steps = queries.status_words(found.municipality_id, match.layout.system)
    known = known_names(found.municipality_id)
    read = [read_row(cells, match, tz, line, steps) for line, cells in head]
    return {
        "match": match,
        "mapping": MappingForm(run=found, match=match),
        "unknown_header": unknown,
        "sample": [
            (row, digest(row, match.layout.system, now, known))
            for row in read
            if not isinstance(row, Rejected)
        ],
        "bad": [row for row in read if isinstance(row, Rejected)],
    }
