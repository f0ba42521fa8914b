"""One-time links: choosing a password by one, and giving one to a colleague."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mcu.core import wall
from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import NewPasswordForm
from mcu.org.models import Person
from mcu.org.rules.links import Purpose
from mcu.org.rules.roles import Permission
from mcu.org.views.entering import after_first
from mcu.org.views.frame import permitted, status


@never_cache
@wall.everywhere()
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever holds the link chooses a password and is in. Looking at the page uses nothing up."""
    found = queries.open_link(secret, timezone.now())
    if found is None:
        return render(request, "org/link_gone.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.use_link(secret=secret, password=form.cleaned_data["new"])
        except RuleViolation as refusal:
            form.add_error("new", refusal.sentence)
        else:
            messages.success(request, "Пароль задан.")
            return after_first(request, person, "link", "/")
    context = {"form": form, "link": found, "person": found.person}
    return render(request, "org/link.html", context, status=status(form))


@login_required
@require_POST
@never_cache
def give_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for a colleague: an invitation before the first sign-in, a new password afterwards."""
    actor = permitted(request, Permission.ORGANISATION)
    colleague = get_object_or_404(queries.people(actor), pk=pk)
    purpose = Purpose.PASSWORD if colleague.has_usable_password() else Purpose.INVITE
    secret = actions.make_link(person=colleague, purpose=purpose, by=actor)
    return shown_once(request, colleague, secret)


def shown_once(request: HttpRequest, colleague: Person, secret: str) -> HttpResponse:
    """The address with the secret, on this answer and nowhere else."""
    context = {
        "colleague": colleague,
        "address": request.build_absolute_uri(reverse("org:link", args=[secret])),
        "link": queries.waiting_link(colleague, timezone.now()),
    }
    return render(request, "org/link_once.html", context)
