"""«ПОС»: the platform of feedback as its three modules."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.desk.queries import pos as read
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted


@login_required
@require_GET
def pos(request: Request) -> HttpResponse:
    """Messages, votes for whoever reads the summary, official pages."""
    actor, now = permitted(request, Permission.SEE), timezone.now()
    shown = {
        "messages_": read.messages_of(actor, now), "pages": read.pages_of(actor),
        "votes": read.votes_of(actor, now) if may(actor, Permission.SUMMARY) else None,
        "may_import": may(actor, Permission.IMPORT), "may_poll": may(actor, Permission.POLLS),
    }  # fmt: skip
    return render(request, "desk/pos.html", shown)
