"""«Хранение и стирание»: how long, what waits for a decision, what is held, what was erased."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions.retention import decide_review, lift_hold
from mcu.cases.queries.retention import PAGE, hold_for, holds, waiting_reviews
from mcu.desk import jobs
from mcu.desk.actions.erasers import ERASERS
from mcu.desk.actions.erasure import change_rule
from mcu.desk.forms import RetentionForm
from mcu.desk.queries.retention import preview, register, rules_of
from mcu.desk.rules.retention import MOMENTS, REGIMES, Retention
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission


@login_required
@require_GET
def retention(request: Request) -> HttpResponse:
    """The whole page; what is due is counted only when asked for, it reads every case."""
    require(request.actor, P.SETTINGS)
    actor, now = request.actor, timezone.now()
    counted = request.GET.get("count") == "1"
    due = preview(actor.municipality_id, ERASERS, now) if counted else []
    waiting = waiting_reviews(actor)
    shown = {
        "rules": [_shown(rule) for rule in rules_of(actor.municipality_id)],
        "due": due,
        "counted": counted,
        "reviews": waiting[:PAGE],
        "waiting": waiting.count(),
        "holds": holds(actor, now),
        "register": [(line, ERASERS[line.what].title) for line in register(actor)],
        "may_change": may(actor, P.RETENTION),
        "may_answer": may(actor, P.SUBJECT),
    }
    return render(request, "desk/retention.html", shown)


@login_required
def rule(request: Request, code: str) -> HttpResponse:
    """One rule; posting sets it for this municipality."""
    require(request.actor, P.RETENTION if request.method == "POST" else P.SETTINGS)
    found = _rule(request, code)
    initial = {name: getattr(found, name) for name in ("days", "review", "source", "verified")}
    form = RetentionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_rule(rule=found, by=request.actor, **form.cleaned_data)
        messages.success(request, "Срок хранения изменён. По нему пойдёт следующее стирание.")
        return redirect("desk:retention")
    shown = {
        "row": _shown(found),
        "form": form,
        "may_change": may(request.actor, P.RETENTION) and not found.fixed,
        "of_cases": ERASERS[found.what].of_cases,
    }
    return render(request, "desk/retention_rule.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def erase(request: Request) -> HttpResponse:
    """Begin now what the night would do."""
    require(request.actor, P.RETENTION)
    jobs.erase.defer(municipality_id=request.actor.municipality_id)
    messages.success(request, "Стирание началось. Сделанное появится в реестре внизу страницы.")
    return redirect("desk:retention")


@login_required
@require_POST
def review(request: Request) -> HttpResponse:
    """Decide about the marked cases."""
    keys = [int(key) for key in request.POST.getlist("case") if key.isdecimal() and len(key) < 19]
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    count = decide_review(keys=keys, decision=decision, reason=reason, by=request.actor)
    messages.success(request, f"Решение записано, сообщений: {count}.")
    return redirect("desk:retention")


@login_required
@require_POST
def lift(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.RETENTION)
    lift_hold(hold=hold_for(request.actor, pk), by=request.actor)
    messages.success(request, "Запрет снят: данные сотрутся, когда истечёт срок.")
    return redirect("desk:retention")


def _rule(request: Request, code: str) -> Retention:
    for found in rules_of(request.actor.municipality_id):
        if found.code == code:
            return found
    raise Http404("Такого правила хранения нет.")


def _shown(found: Retention) -> dict[str, object]:
    return {
        "rule": found,
        "title": ERASERS[found.what].title,
        "regime": REGIMES[found.regime],
        "moment": MOMENTS[found.moment],
    }
