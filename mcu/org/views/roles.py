"""Which role may what."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mcu.org.rules.roles import NAMES, Permission, Role, may
from mcu.org.views.frame import permitted


@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """Which role may what, and why the reader may not."""
    actor = permitted(request, Permission.SETTINGS)
    table = [(NAMES[p], [actor.rights.has(role, p) for role in Role]) for p in Permission]
    answers = [(NAMES[p], may(actor, p)) for p in Permission]
    refused = [(name, answer) for name, answer in answers if not answer]
    context = {"roles": Role, "table": table, "refused": refused, "own": actor.roles}
    return render(request, "org/roles.html", context)
