"""«Открытость»: the checklist with evidence."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted
from mcu.portal.actions.openness import mark as mark_line
from mcu.portal.queries.openness import checklist


@login_required
@require_GET
def openness(request: Request) -> HttpResponse:
    """Each line: met or not, by what, since when."""
    permitted(request, Permission.SETTINGS)
    rows = checklist(request.user.municipality)
    shown = {
        "rows": rows, "met": sum(row.met is True for row in rows),
        "may_manage": may(request.actor, Permission.CHANNELS),
    }  # fmt: skip
    return render(request, "portal/openness.html", shown)


@login_required
@require_POST
def mark(request: Request, code: str) -> HttpResponse:
    given = request.POST
    mark_line(
        place=request.user.municipality, code=code, met=given.get("met") == "1",
        words=given.get("words", ""), url=given.get("url", ""), by=request.actor, now=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Отмечено.")
    return redirect("portal:openness")
