"""What of appeals waits for somebody, how often terms are extended, how appeals are numbered."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from mcu.cases.actions.appeal.numbers import set_up
from mcu.cases.forms.appeal import SetupForm
from mcu.cases.queries import appeal as appeals
from mcu.cases.rules.appeal import LAW, DecisionKind
from mcu.cases.rules.appeal.reply import filled
from mcu.cases.rules.terms import clock
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def appeals_page(request: Request) -> HttpResponse:
    """Decisions that wait, notices that are not sent, extensions of the year."""
    require(request.actor, Permission.SEE)
    now, today = timezone.now(), timezone.localdate()
    since = _day(request.GET.get("since", ""), date(today.year, 1, 1))
    until = _day(request.GET.get("until", ""), today)
    notices = appeals.waiting_notices(request.actor)
    shown = {
        "decisions": [
            (row, _title(row.kind, row.reason)) for row in appeals.waiting_decisions(request.actor)
        ],
        "notices": [(row, clock(row.due_at, None, now) if row.due_at else None) for row in notices],
        "extensions": appeals.extensions_by_body(request.actor, since, until),
        "reasons": appeals.reasons_used(request.actor, since, until),
        "since": since,
        "until": until,
        "may_register": bool(may(request.actor, Permission.REGISTER)),
        "may_set_up": bool(may(request.actor, Permission.NORMS)),
    }
    return render(request, "cases/appeals.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def setup(request: Request) -> HttpResponse:
    """The format of the number and the automatic reply, with how it reads."""
    require(request.actor, Permission.NORMS)
    now = appeals.setup_of(request.actor.municipality_id)
    form = SetupForm(request.POST or None, setup=now)
    if form.is_valid():
        set_up(by=request.actor, **form.cleaned_data)
        messages.success(request, "Сохранено. Новый вид номера — со следующего обращения.")
        return redirect("cases:appeal-setup")
    place, today = str(request.user.municipality), timezone.localdate()
    preview = filled(now.reply_text or LAW.text, f"{today:%Y-%m}-17", today, place)
    status = 422 if form.is_bound else 200
    return render(
        request, "cases/appeal_setup.html", {"form": form, "preview": preview}, status=status
    )


def _title(kind: str, reason: str) -> str:
    known = LAW.reasons if kind == DecisionKind.EXTEND else LAW.grounds
    return known[reason].title if reason in known else reason


def _day(given: str, default: date) -> date:
    try:
        return parse_date(given) or default
    except ValueError:
        return default
