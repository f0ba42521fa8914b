"""Questions: the list, one more word, a reminder."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import questions as actions
from mcu.cases.queries import questions as found
from mcu.cases.rules.terms import clock
from mcu.cases.views.feed import page_of
from mcu.cases.views.frame import acted
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission

TABS = ((found.TO_US, "Вопросы ко мне"), (found.BY_ME, "Мои вопросы"), (found.ALL, "Все"))


@login_required
@require_GET
def questions(request: Request) -> HttpResponse:
    require(request.actor, Permission.SEE)
    given, now = request.GET, timezone.now()
    whose = given.get("whose", "")
    whose = whose if whose in dict(TABS) else found.TO_US
    words, open_only = given.get("q", "").replace("\x00", "")[:200], given.get("open", "1") == "1"
    page = found.questions(
        request.actor, whose, open_only=open_only, words=words, page=page_of(request)
    )
    rows = [
        (row, clock(row.term.due_at, row.replied_at, now, start=row.asked_at) if row.term else None)
        for row in page.rows
    ]
    shown = {
        "page": page,
        "rows": rows,
        "tabs": TABS,
        "whose": whose,
        "q": words,
        "open": open_only,
    }
    return render(request, "cases/questions.html", shown)


@login_required
@require_POST
def write(request: Request, pk: int) -> HttpResponse:
    asked = queries.request_for(request.actor, pk)
    values = forms.cleaned(forms.NoteForm(request.POST))
    actions.write(request=asked, by=request.actor, **values)
    return acted(request, asked.case_id, "Уточнение отправлено.")


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    asked = queries.request_for(request.actor, pk)
    actions.remind(request=asked, by=request.actor)
    return acted(request, asked.case_id, f"Напоминание отправлено: {asked.body or asked.block}.")
