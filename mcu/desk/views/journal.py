"""«Журнал»: who did what and when, and whether anybody changed it since."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mcu.core import journal as chain
from mcu.desk import queries
from mcu.desk.forms import JournalForm
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission


@login_required
@require_GET
def journal(request: Request) -> HttpResponse:
    require(request.actor, Permission.JOURNAL)
    form = JournalForm(request.GET, actor=request.actor)
    page = queries.journal_page(request.actor, form.chosen())
    shown = {"form": form, "page": page}
    return render(request, "desk/journal.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def verify(request: Request) -> HttpResponse:
    """Walk the chain of this municipality and say what was found."""
    require(request.actor, Permission.JOURNAL)
    form = JournalForm({}, actor=request.actor)
    shown = {
        "form": form,
        "page": queries.journal_page(request.actor, form.chosen()),
        "verified": True,
        "broken": chain.verify(request.actor.municipality_id),
    }
    return render(request, "desk/journal.html", shown)
