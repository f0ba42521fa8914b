"""Pages of problems: the list, the board, groups that may be one, the problem itself."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.cases import queries
from mcu.cases.actions.stream import policy_of
from mcu.cases.forms.problem import ProblemFilterForm, RepostsForm
from mcu.cases.models import Problem
from mcu.cases.queries import problem as problems
from mcu.cases.rules.problem import BOARD, steps_from
from mcu.cases.rules.problem.listing import Which
from mcu.cases.views.export import LIMIT, TOO_MANY
from mcu.cases.views.feed import page_of
from mcu.cases.views.problem_shown import problem_shown
from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import Column, Kind
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.web.sheets import form_of, table_file

ON_BOARD = 300
GUESSES = 50
COLUMNS = (
    Column("Номер", Kind.WHOLE, 8),
    Column("Название", width=44),
    Column("Состояние"),
    Column("Тема", width=28),
    Column("Место", width=30),
    Column("Сообщений", Kind.WHOLE, 11),
    Column("Из них в работе", Kind.WHOLE, 11),
    Column("Блок", width=22),
    Column("Орган", width=24),
    Column("Исполнитель", width=22),
    Column("План", width=50),
    Column("Выполнить до", Kind.DATE),
    Column("Что сделано", width=50),
    Column("День работ", Kind.DATE),
    Column("Чем подтверждено", width=30),
    Column("Открыта", Kind.MOMENT),
    Column("Последнее сообщение", Kind.MOMENT),
    Column("Завершена", Kind.MOMENT),
)


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """The list; filters are in the address."""
    require(request.actor, Permission.SEE)
    now, form = timezone.now(), filter_form(request)
    page = problems.problem_page(request.actor, form.chosen, page_of(request), now)
    shown = {"form": form, "page": page, "today": timezone.localdate(now)}
    shown["may_export"] = bool(may(request.actor, Permission.EXPORT))
    return render(request, "cases/problems.html", shown)


@login_required
@require_GET
def board(request: Request) -> HttpResponse:
    """Columns by state; a card is moved by the buttons of its steps."""
    require(request.actor, Permission.SEE)
    now, form = timezone.now(), filter_form(request, Which.ALL)
    found = problems.board(request.actor, form.chosen, now, ON_BOARD)
    columns = [
        (state.label, [(each, _steps(request, each)) for each in found if each.state == state])
        for state in BOARD
    ]
    shown = {"form": form, "columns": columns, "today": timezone.localdate(now)}
    return render(request, "cases/problem_board.html", shown | {"cut": len(found) == ON_BOARD})


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """What is filtered, as a table."""
    require(request.actor, Permission.EXPORT)
    chosen = filter_form(request).chosen
    found = problems.matching_problems(request.actor, chosen, timezone.now())
    count = found.count()
    if count > LIMIT:
        raise RuleViolation(TOO_MANY)
    journal.record(
        "problem.export", by=request.actor, municipality_id=request.actor.municipality_id,
        after={"rows": count},
    )  # fmt: skip
    rows = problems.with_open(found.select_related("topic", "block", "body", "executor"))
    lines = _lines(rows.order_by("number"))
    return table_file("Проблемы", COLUMNS, lines, form=form_of(request))[0]


@login_required
@require_GET
def guesses(request: Request) -> HttpResponse:
    """«Возможно, одна проблема»: groups made by the program, each to be judged by a person."""
    require(request.actor, Permission.SEE)
    shown = {
        "guesses": problems.guesses_for(request.actor, GUESSES),
        "may_lead": bool(may(request.actor, Permission.PROBLEM_LEAD)),
        "may_set": bool(may(request.actor, Permission.TOPICS)),
        "reposts": RepostsForm(initial=asdict(policy_of(request.user.municipality))),
    }
    return render(request, "cases/problem_guesses.html", shown)


@login_required
@require_GET
def problem(request: Request, pk: int) -> HttpResponse:
    """The problem with its messages, plan, answers, files, flow and history."""
    found = problems.problem_for(request.actor, pk)
    return render(
        request, "cases/problem.html", problem_shown(request.actor, found, timezone.now())
    )


@login_required
@require_GET
def problem_file(request: Request, pk: int, file: UUID) -> FileResponse:
    """A file as a download: never shown inside the page, whatever is in it."""
    found = problems.problem_for(request.actor, pk)
    kept = get_object_or_404(found.files, address=file)
    content = files.path_of(kept.key).open("rb")
    journal.record(
        "problem.download", by=request.actor, municipality_id=found.municipality_id, of=found,
        after={"file": kept.pk},
    )  # fmt: skip
    return FileResponse(
        content, as_attachment=True, filename=kept.name, content_type="application/octet-stream"
    )


def filter_form(request: Request, at_first: str = Which.LIVE) -> ProblemFilterForm:
    """The filters of the address; `at_first` are the states shown while it names none."""
    return ProblemFilterForm(
        request.GET,
        topics=queries.classifier_for(request.actor.municipality_id).rows,
        bodies=org.bodies(request.actor),
        blocks=org.blocks(request.actor),
        at_first=at_first,
    )


def _steps(request: Request, each: Problem) -> list[Any]:
    """The steps this person may take with it."""
    whose = problems.belongs_problem(each)
    return steps_from(each.state) if may(request.actor, Permission.PROBLEM_WORK, whose) else []


def _lines(rows: Any) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=500):
        yield (
            row.number, row.title, row.get_state_display(), str(row.topic or ""), row.address,
            row.size, row.open_count, str(row.block or ""), str(row.body or ""),
            row.executor.get_short_name() if row.executor else "", row.plan, row.plan_until,
            row.done, row.done_on, row.proof, row.opened_at, row.last_message_at, row.closed_at,
        )  # fmt: skip
