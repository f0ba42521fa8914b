"""Where a case stands on its fast route: a part of the card, and the acts of whoever has it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import queries
from mcu.cases.actions import fast
from mcu.cases.queries.fast import way_of
from mcu.cases.rules.terms import clock
from mcu.cases.rules.workflow import MOVES, Verb
from mcu.cases.views.frame import acted, back_of
from mcu.org.middleware import Request
from mcu.org.rules.roles import may


@login_required
@require_GET
def way(request: Request, pk: int) -> HttpResponse:
    """The stages with whose turn it is; a part for the card, a page without scripts."""
    case = queries.case_for(request.actor, pk)
    found, now, ours = way_of(case), timezone.now(), queries.belongs(case)
    stages = [
        (stage, clock(stage.term.due_at, stage.done_at, now) if stage.term else None)
        for stage in found.stages
    ]
    can = {
        verb: bool(may(request.actor, MOVES[verb].permission, ours))
        and case.state in MOVES[verb].sources
        for verb in (Verb.FAST_DONE, Verb.FAST_OFF)
    }
    shown = {"case": case, "way": found, "stages": stages, "back": back_of(request)}
    shown |= {"may_finish": can[Verb.FAST_DONE], "may_take_off": can[Verb.FAST_OFF]}
    return render(request, "cases/fast.html#way" if request.htmx else "cases/fast.html", shown)


@login_required
@require_POST
def done(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    fast.finish_stage(case=case, by=request.actor, words=request.POST.get("words", ""))
    return acted(request, pk, "Этап выполнен.")


@login_required
@require_POST
def off(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    fast.take_off(case=case, by=request.actor, reason=request.POST.get("reason", ""))
    return acted(request, pk, "Сообщение снято с быстрого маршрута.")
