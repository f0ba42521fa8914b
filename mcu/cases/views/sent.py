"""What was sent to the author, changed or taken back from the card."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from mcu.cases import queries
from mcu.cases.actions import sent
from mcu.cases.queries.conversation import answer_for
from mcu.cases.views.frame import acted
from mcu.org.middleware import Request


@login_required
@require_POST
def amend(request: Request, pk: int, number: int) -> HttpResponse:
    """Another text in the place of what the author has."""
    found = answer_for(queries.case_for(request.actor, pk), number)
    sent.amend(answer=found, text=request.POST.get("text", ""), by=request.actor)
    return acted(request, pk, "Исправленный ответ отправляется.")


@login_required
@require_POST
def unsend(request: Request, pk: int, number: int) -> HttpResponse:
    """Taken back, with the reason."""
    found = answer_for(queries.case_for(request.actor, pk), number)
    sent.unsend(answer=found, reason=request.POST.get("reason", ""), by=request.actor)
    return acted(request, pk, "Ответ отзывается.")
