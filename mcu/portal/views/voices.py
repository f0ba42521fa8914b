"""The block of a problem: how many residents have the same, how many are told of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mcu.cases.queries.problem import problem_for
from mcu.org.middleware import Request


@login_required
@require_GET
def of_problem(request: Request, pk: int) -> HttpResponse:
    """Numbers only: nobody knows who they are."""
    problem = problem_for(request.actor, pk)
    shown = {
        "problem": problem,
        "supports": problem.supports.count(),
        "followers": problem.subscriptions.filter(confirmed_at__isnull=False).count(),
    }
    part = "#block" if request.htmx else ""
    return render(request, f"portal/voices.html{part}", shown)
