"""Working hours of one body."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import BodyHoursForm
from mcu.org.models import Body
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import permitted, status

FIELDS = ("start", "end", "lunch_start", "lunch_end", "short_end")


@login_required
def body_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """The hours of a body; posting them empty gives back those of the municipality."""
    actor = permitted(request, Permission.ORGANISATION)
    body = queries.body_for(actor, pk)
    initial = {name: getattr(body, f"hours_{name}") for name in FIELDS}
    form = BodyHoursForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, body):
        return redirect("org:body-hours", pk)
    shown = {"body": body, "form": form}
    return render(request, "org/body_hours.html", shown, status=status(form))


def _kept(request: HttpRequest, form: BodyHoursForm, body: Body) -> bool:
    try:
        actions.set_body_hours(
            body=body, hours=form.hours, by=permitted(request, Permission.ORGANISATION)
        )
    except RuleViolation as refusal:
        form.add_error("start", refusal.sentence)
        return False
    messages.success(request, "Рабочие часы органа записаны.")
    return True
