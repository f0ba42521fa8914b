"""«Пересчёт сроков»: what would change, list by list, and the decision."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import jobs
from mcu.cases.actions import recount as actions
from mcu.cases.models import Recount
from mcu.cases.queries import recount as queries
from mcu.cases.rules.recount import Change, RecountFilter
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission
PAGE = 50


@login_required
@require_GET
def recounts(request: Request) -> HttpResponse:
    """Former recounts, and the button that begins one."""
    require(request.actor, P.SETTINGS)
    shown = {
        "recounts": queries.recounts(request.actor)[:PAGE],
        "may_change": may(request.actor, P.NORMS),
    }
    return render(request, "cases/recounts.html", shown)


@login_required
@require_POST
def start(request: Request) -> HttpResponse:
    require(request.actor, P.NORMS)
    made = actions.start_recount(place=request.user.municipality, by=request.actor)
    jobs.count_anew.defer(recount_id=made.pk)
    return redirect("cases:recount", made.pk)


@login_required
@require_GET
def recount(request: Request, pk: int) -> HttpResponse:
    """One recount: its numbers, its list page by page; for htmx the part that refreshes itself."""
    require(request.actor, P.SETTINGS)
    found = queries.recount_for(request.actor, pk)
    chosen = _chosen(request)
    page = Paginator(queries.lines_of(found, chosen), PAGE).get_page(request.GET.get("page"))
    shown = {
        "recount": found,
        "page": page,
        "chosen": chosen,
        "changes": Change.choices,
        "may_change": may(request.actor, P.NORMS),
        "waits": found.state == Recount.State.READY,
    }
    template = "cases/recount.html#live" if request.htmx else "cases/recount.html"
    return render(request, template, shown)


@login_required
@require_POST
def apply(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.NORMS)
    found = queries.recount_for(request.actor, pk)
    done = actions.apply_recount(recount=found, by=request.actor)
    messages.success(request, f"Изменено сроков: {done.applied}.")
    return redirect("cases:recount", pk)


@login_required
@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.NORMS)
    found = queries.recount_for(request.actor, pk)
    actions.dismiss_recount(recount=found, by=request.actor)
    messages.success(request, "Сроки остались прежними.")
    return redirect("cases:recount", pk)


def _chosen(request: Request) -> RecountFilter:
    show, q = request.GET.get("show", ""), request.GET.get("q", "")
    return RecountFilter(
        show if show in Change.values else Change.ALL, q.replace("\x00", "").strip()[:40]
    )
