"""Problems on the map: points on a plain sheet, the same in a table, honest about the rest."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.cases.models import Problem
from mcu.cases.queries import problem as problems
from mcu.cases.rules.problem.drawing import drawn
from mcu.cases.views.problem import filter_form
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission

ON_MAP = 500


@login_required
@require_GET
def problem_map(request: Request) -> HttpResponse:
    """Those whose point is known; how many are filtered and have none is said."""
    require(request.actor, Permission.SEE)
    form = filter_form(request)
    found = problems.matching_problems(request.actor, form.chosen, timezone.now())
    with_point = found.filter(latitude__isnull=False, longitude__isnull=False)
    rows = list(with_point.select_related("body", "topic").order_by("-size", "-pk")[:ON_MAP])
    shown = {
        "form": form,
        "points": [
            (row, x, y, _radius(row)) for row, (x, y) in zip(rows, _sheet(rows), strict=True)
        ],
        "nowhere": found.filter(latitude__isnull=True).count(),
        "cut": len(rows) == ON_MAP,
        "today": timezone.localdate(),
    }
    return render(request, "cases/problem_map.html", shown)


def _sheet(rows: list[Problem]) -> list[tuple[float, float]]:
    return drawn([(row.latitude or 0.0, row.longitude or 0.0) for row in rows])


def _radius(row: Problem) -> int:
    """From 8 for one message to 24 for forty and more."""
    return min(24, 8 + 2 * row.size // 5)
