"""«Второй взгляд»: the draws, what is to be checked, what it says of each body."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.forms import cleaned
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import permitted
from mcu.quality import actions, queries
from mcu.quality.forms import DrawForm, LookForm
from mcu.quality.views.frame import period_of, reading


@login_required
@require_GET
def runs(request: Request) -> HttpResponse:
    """Every draw, and the bodies over all of them."""
    leads = reading(request)
    _, period = period_of(request)
    context = {
        "runs": queries.runs(request.actor)[:50],
        "bodies": queries.by_body(queries.looks(request.actor)),
        "form": DrawForm(initial={"since": period.since, "until": period.until}),
        "policy": queries.policy_of(request.actor.municipality_id),
        "leads": leads,
    }
    return render(request, "quality/looks.html", context)


@login_required
@require_POST
def draw(request: Request) -> HttpResponse:
    permitted(request, Permission.QUALITY)
    given = cleaned(DrawForm(request.POST))
    run = actions.draw_looks(place=request.user.municipality, by=request.actor, **given)
    messages.success(request, f"По жребию выбрано: {run.drawn} из {run.population}.")
    return redirect("quality:run", run.pk)


@login_required
@require_GET
def run(request: Request, pk: int) -> HttpResponse:
    """One draw: the rule, the lot, the list to go through."""
    leads = reading(request)
    found = queries.run_for(request.actor, pk)
    rows = queries.looks(request.actor).filter(run=found)
    context = {
        "run": found, "looks": list(rows), "bodies": queries.by_body(rows), "leads": leads,
        "form": LookForm(),
    }  # fmt: skip
    return render(request, "quality/run.html", context)


@login_required
@require_POST
def look(request: Request, pk: int) -> HttpResponse:
    """What was seen."""
    permitted(request, Permission.QUALITY)
    found = queries.look_for(request.actor, pk)
    row = actions.look(found=found, by=request.actor, **cleaned(LookForm(request.POST)))
    messages.success(request, f"{found.case}: {row.get_verdict_display()}.")
    return redirect("quality:run", found.run_id)
