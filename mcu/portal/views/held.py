"""What a person of the centre has to let in: too many from one address, a trap, no proof of a browser."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import permitted
from mcu.portal.actions import sending as acts
from mcu.portal.queries.held import held_for, held_of
from mcu.portal.queries.town import Town, channel_of, setup_of


@login_required
@require_GET
def waiting(request: Request) -> HttpResponse:
    """The oldest first; personal data is masked until it is a case."""
    permitted(request, Permission.REGISTER)
    return render(request, "portal/held.html", {"rows": held_of(request.actor)})


@login_required
@require_POST
def decide(request: Request, pk: int, verdict: str) -> HttpResponse:
    """«Принять» makes a case of it, «Не принимать» says why."""
    permitted(request, Permission.REGISTER)
    kept, place = held_for(request.actor, pk), request.user.municipality
    channel = channel_of(place.pk)
    if channel is None or verdict not in {"take", "refuse"}:
        raise Http404("Так решить нельзя.")
    if verdict == "refuse":
        acts.refuse(
            kept=kept, words=request.POST.get("why", ""), by=request.actor, now=timezone.now()
        )
        messages.success(request, "Не принято. Автор увидит причину по своему коду.")
        return redirect("portal:held")
    town = Town(place, channel, setup_of(place))
    acts.let_in(kept=kept, town=town, by=request.actor, now=timezone.now())
    case = acts.understand(town, kept.key, timezone.now())
    messages.success(request, f"Принято{f': сообщение {case}' if case else ''}.")
    return redirect("portal:held")
