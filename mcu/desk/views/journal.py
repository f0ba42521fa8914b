"""«Журнал»: who did what and when, and whether anybody changed it since."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from mcu.core import journal as chain
from mcu.core.errors import RuleViolation
from mcu.core.tables import Column, Kind, csv_lines
from mcu.desk import jobs, queries
from mcu.desk.forms import JournalForm
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.web.sheets import table_file

SHEET_LIMIT = 100_000
ANCHORS_SHOWN = 400
COLUMNS = (
    Column("№", Kind.WHOLE, 10),
    Column("Когда", Kind.MOMENT),
    Column("Кто", width=24),
    Column("Что", width=40),
    Column("С чем", width=28),
    Column("Изменения", width=60),
    Column("Код действия"),
    Column("Номер запроса", width=36),
    Column("Хеш", width=66),
)


@login_required
@require_GET
def journal(request: Request) -> HttpResponse:
    require(request.actor, Permission.JOURNAL)
    form = JournalForm(request.GET, actor=request.actor)
    page = queries.journal_page(request.actor, form.chosen())
    shown = {"form": form, "page": page, "check": queries.last_check(request.actor)}
    return render(request, "desk/journal.html", shown, status=422 if form.errors else 200)


@login_required
@require_GET
def entry(request: Request, sequence: int) -> HttpResponse:
    """One entry: what was, what became of it, and its place in the chain."""
    require(request.actor, Permission.JOURNAL)
    shown = {"row": queries.journal_entry(request.actor, sequence)}
    return render(request, "desk/journal_entry.html", shown)


@login_required
@require_GET
def export(request: Request) -> HttpResponseBase:
    """What is filtered as a file; that it was taken out is in the journal as well."""
    require(request.actor, Permission.JOURNAL)
    form = JournalForm(request.GET, actor=request.actor)
    chosen = form.chosen()
    if form.errors:
        raise RuleViolation("Отбор задан с ошибкой. Исправьте его на странице журнала.")
    as_csv = request.GET.get("format") != "xlsx"
    count = queries.journal_count(request.actor, chosen, 10**9 if as_csv else SHEET_LIMIT + 1)
    if not as_csv and count > SHEET_LIMIT:
        raise RuleViolation(
            "В таблицу Excel выгружается не больше 100 000 записей. Сузьте отбор или возьмите CSV."
        )
    after = {"rows": count, "format": "csv" if as_csv else "xlsx", **_narrowed(form)}
    chain.record(
        "journal.export",
        by=request.actor,
        municipality_id=request.actor.municipality_id,
        after=after,
    )
    tz = timezone.get_current_timezone()
    rows = queries.journal_rows(request.actor, chosen, tz)
    name = f"Журнал {timezone.localtime():%Y-%m-%d %H-%M}"
    if as_csv:
        lines = csv_lines(COLUMNS, rows, tz=tz)
        saved = {"Content-Disposition": content_disposition_header(True, f"{name}.csv") or ""}
        return StreamingHttpResponse(lines, content_type="text/csv", headers=saved)
    return table_file("Журнал", COLUMNS, rows)[0]


@login_required
@require_POST
def verify(request: Request) -> HttpResponse:
    """Ask for the chain of this municipality to be walked; the worker does it."""
    require(request.actor, Permission.JOURNAL)
    place = request.actor.municipality_id
    with transaction.atomic():
        asked = chain.ask(municipality_id=place, by=request.actor, now=timezone.now())
        jobs.verify.defer(check_id=asked.pk)
    return redirect("desk:journal")


@login_required
@require_GET
def check(request: Request) -> HttpResponse:
    """How the last verification stands: the part of the page that refreshes itself."""
    require(request.actor, Permission.JOURNAL)
    shown = {"check": queries.last_check(request.actor)}
    return render(request, "desk/journal.html#check", shown)


@login_required
@require_GET
def anchors(request: Request) -> HttpResponse:
    """The daily lines, to be printed or kept as a file."""
    require(request.actor, Permission.JOURNAL)
    rows = queries.journal_anchors(request.actor)
    if request.GET.get("format") == "txt":
        text = "".join(f"{each.line}\n" for each in chain.stored(request.actor.municipality_id))
        saved = {"Content-Disposition": 'attachment; filename="journal-anchors.txt"'}
        return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=saved)
    shown = {"anchors": [(row.day, chain.view(row).line) for row in rows[:ANCHORS_SHOWN]]}
    return render(request, "desk/journal_anchors.html", shown)


def _narrowed(form: JournalForm) -> dict[str, object]:
    """By which filters the file was narrowed, for the journal."""
    given = {name: form.cleaned_data.get(name) for name in ("action", "since", "until", "person")}
    return {name: value for name, value in given.items() if value not in (None, "")}
