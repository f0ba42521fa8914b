"""«Перенаправления»: the page, the suggestions of receivers, the acts of the card."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import redirect as acts
from mcu.cases.forms import redirects as own
from mcu.cases.models import Redirect
from mcu.cases.queries import redirects as reading
from mcu.cases.rules.redirects import RedirectState
from mcu.cases.rules.terms import clock
from mcu.cases.views.feed import page_of
from mcu.cases.views.frame import acted
from mcu.core.tables import Column, Kind
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet

PAGE = 50
COLUMNS = (
    Column("Сообщение", width=16),
    Column("Получено", Kind.MOMENT),
    Column("Куда", width=44),
    Column("Чем", width=18),
    Column("Состояние", width=20),
    Column("Чего не хватает", width=30),
    Column("Решено", Kind.MOMENT),
    Column("Срок", Kind.MOMENT),
    Column("Номер", width=20),
    Column("Житель уведомлён", Kind.DATE),
    Column("Чем уведомлён", width=20),
    Column("Отправлено", Kind.DATE),
    Column("Почему вернули или оставили", width=40),
)


@login_required
@require_GET
def board(request: Request) -> HttpResponse:
    """What goes to other bodies: unsent ones with their clock, the rest with number and notice."""
    require(request.actor, Permission.SEE)
    now, form = timezone.now(), own.RedirectBoardForm(request.GET)
    found = reading.redirects(request.actor, form.filter, now)
    page = Paginator(found, PAGE).get_page(page_of(request))
    counts = reading.redirect_counts(request.actor, now)
    context = {
        "page": page, "rows": [(row, _clock(row, now)) for row in page], "form": form,
        "tabs": [("", "Все", 0), *((s.value, s.label, counts[s.value]) for s in RedirectState)],
        "counts": counts, "show": form.filter.show, "query": request.GET.urlencode(),
        "here": request.get_full_path(), "narrowed": bool(form.chosen),
    }  # fmt: skip
    return render(request, "cases/redirects.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    require(request.actor, Permission.EXPORT)
    chosen = own.RedirectBoardForm(request.GET).filter
    found = reading.redirects(request.actor, chosen, timezone.now())
    return sheet("Перенаправления", COLUMNS, _lines(found), by=request.actor)


@login_required
@require_GET
def receivers(request: Request) -> HttpResponse:
    """Outside bodies for the field «куда», by what is typed so far."""
    require(request.actor, Permission.REDIRECT)
    rows = reading.receivers(request.actor, request.GET.get("to", "")[:200])
    return render(request, "cases/receivers.html", {"rows": own.named(rows)})


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(own.RedirectForm(request.POST))
    body = reading.receiver_named(request.actor, values["to"])
    made = acts.decide(case=case, body=body, by=request.actor, **values)
    return acted(request, pk, _told(made))


@login_required
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(own.SendForm(request.POST))
    return acted(request, pk, _told(acts.send(case=case, by=request.actor, **values)))


@login_required
@require_POST
def keep_here(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    acts.keep_here(case=case, by=request.actor, **forms.cleaned(forms.ReasonForm(request.POST)))
    return acted(request, pk, "Сообщение остаётся у вас.")


@login_required
@require_POST
def came_back(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    acts.came_back(case=case, by=request.actor, **forms.cleaned(forms.ReasonForm(request.POST)))
    return acted(request, pk, "Сообщение вернулось: распределите его заново.")


def _told(redirect: Redirect) -> str:
    if redirect.state == RedirectState.SENT:
        return f"Перенаправлено: {redirect.to_name}."
    return f"Решено перенаправить: {redirect.to_name}. Пока не отправлено, {redirect.missing}."


def _clock(redirect: Redirect, now: datetime) -> Any:
    term = redirect.term
    if term is None or redirect.state == RedirectState.WITHDRAWN:
        return None
    return clock(term.due_at, term.met_at, now, start=term.started_at)


def _lines(found: QuerySet[Redirect]) -> Iterator[tuple[Any, ...]]:
    for each in found.iterator(chunk_size=1000):
        yield (
            each.case.number, each.case.received_at, each.to_name, each.get_by_display(),
            each.get_state_display(), each.missing, each.decided_at,
            each.term.due_at if each.term else None, each.number, each.told_on,
            each.get_told_by_display(), each.sent_on, each.end_reason,
        )  # fmt: skip
