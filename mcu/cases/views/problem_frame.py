"""What the views of problems share: telling what was done together with its undoing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mcu.cases.models import Problem, ProblemAct
from mcu.cases.rules.problem import ProblemState
from mcu.org.middleware import Request


def told(request: Request, text: str, act: ProblemAct) -> None:
    """A message with a button that undoes it; the page `toasts.html` draws the button."""
    address = reverse("cases:problem-undo", args=[act.pk])
    messages.success(request, text, extra_tags=address)


def to_problem(problem: Problem, **query: str) -> HttpResponse:
    """The page of the problem; the list when the problem is there no more."""
    if problem.state == ProblemState.VOID:
        return redirect("cases:problems")
    address = reverse("cases:problem", args=[problem.pk])
    return redirect(f"{address}?{urlencode(query)}" if query else address)
