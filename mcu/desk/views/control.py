"""«Контроль»: who is late, what blocks were asked, where the resident waits, what went elsewhere."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State
from mcu.cases.views.shown import chargeable, intervene_form
from mcu.core.tables import Column, Kind
from mcu.desk.forms import ControlForm
from mcu.desk.queries import control as queries
from mcu.desk.rules.control import Show
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.web.words import duration

P = Permission
COLUMNS = (
    Column("Номер", width=16),
    Column("Тема", width=30),
    Column("Срок чего", width=22),
    Column("Срок", Kind.MOMENT),
    Column("Как стоит", width=26),
    Column("Состояние"),
    Column("Блок", width=24),
    Column("Орган", width=28),
    Column("Исполнитель", width=26),
)


@login_required
@require_GET
def control(request: Request) -> HttpResponse:
    """Who is late and by how much, by block, body or person, with the list behind."""
    form, chosen = _filter(request)
    board = queries.late_board(request.actor, chosen, _number(request), timezone.now())
    return _shown(request, "late", form, board)


@login_required
@require_GET
def questions(request: Request) -> HttpResponse:
    """What blocks were asked and have not answered."""
    form, chosen = _filter(request, show=Show.ALL)
    board = queries.questions(request.actor, chosen, _number(request), timezone.now())
    return _shown(request, "questions", form, board)


@login_required
@require_GET
def parts(request: Request) -> HttpResponse:
    """What co-executors owe to the answers of others."""
    form, chosen = _filter(request, show=Show.ALL)
    board = queries.parts(request.actor, chosen, _number(request), timezone.now())
    return _shown(request, "parts", form, board)


@login_required
@require_GET
def marked(request: Request) -> HttpResponse:
    """What was put on control by hand or by a rule, with what to look at."""
    form, chosen = _filter(request)
    board = queries.marked(request.actor, chosen, _number(request), timezone.now())
    return _shown(request, "marked", form, board)


@login_required
@require_GET
def silence(request: Request) -> HttpResponse:
    """«Житель ждёт, исполнитель молчит», with the act to intervene beside each."""
    form, chosen = _filter(request)
    now = timezone.now()
    board, rows = queries.silence(request.actor, chosen, _number(request), now)
    whom = chargeable(request.actor, now)
    shown = [(row, intervene_form(None, row.case, whom)) for row in rows]
    return _shown(request, "silence", form, board, rows=shown, days=chosen.days)


@login_required
@require_GET
def redirected(request: Request) -> HttpResponse:
    """What went out of competence and is not sent yet."""
    form, _ = _filter(request)
    board = queries.redirected(request.actor, _number(request), timezone.now())
    return _shown(request, "redirected", form, board)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The list of the filter as a spreadsheet."""
    require(request.actor, P.EXPORT)
    _, chosen = _filter(request)
    found = queries.chosen_terms(request.actor, chosen, timezone.now())
    rows = list(found.values_list(*queries.LINE, named=True)[: queries.EXPORTED])
    return sheet("Контроль сроков", COLUMNS, _cells(rows), by=request.actor)


def _filter(request: Request, **defaults: str) -> tuple[ControlForm, Any]:
    require(request.actor, P.CONTROL)
    given = request.GET.copy()
    for name, value in defaults.items():
        given.setdefault(name, value)
    form = ControlForm(given, actor=request.actor)
    return form, form.chosen


def _shown(
    request: Request, section: str, form: ControlForm, board: Any, **more: Any
) -> HttpResponse:
    shown = {
        "section": section,
        "form": form,
        "board": board,
        "chosen": form.chosen,
        "unexplained": queries.unexplained(request.actor),
        **more,
    }
    return render(request, f"desk/control_{section}.html", shown)


def _number(request: Request) -> int:
    given = request.GET.get("page", "")
    return max(int(given), 1) if given.isdecimal() and len(given) < 6 else 1


def _cells(rows: list[Any]) -> Iterator[tuple[Any, ...]]:
    now = timezone.now()
    for row in rows:
        late = row.due_at < now
        stands = f"{'просрочен' if late else 'осталось'} {duration(row.due_at - now)}"
        yield (
            row.case__number, row.case__topic__name or "", TermKind(row.kind).label, row.due_at,
            stands, State(row.case__state).label, row.case__block__name or "",
            row.case__body__name or "", row.case__executor__full_name or "",
        )  # fmt: skip
