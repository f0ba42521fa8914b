"""The card of the centre, marks of service, one's own hours."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import CentreForm, HoursForm, MarksForm
from mcu.org.middleware import Request
from mcu.org.models import CentreCard, ServiceMarks, WorkHours
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, permitted, status

WEEKS = 12


@login_required
def centre(request: Request) -> HttpResponse:
    """Where the centre sits, with what, who pays; posting changes it."""
    card = CentreCard.objects.filter(pk=request.actor.municipality_id).first()
    form = CentreForm(request.POST or None, instance=card)
    if request.method == "POST":
        permitted(request, Permission.ORGANISATION)
        if form.is_valid():
            place = request.user.municipality
            actions.set_centre(municipality=place, by=request.actor, **form.cleaned_data)
            messages.success(request, "Карточка центра сохранена.")
            return redirect("org:centre")
    context = {
        "card": CentreCard.objects.filter(pk=request.actor.municipality_id).first(),
        "form": form,
        "may_change": may(request.actor, Permission.ORGANISATION),
    }
    return render(request, "org/centre_card.html", context, status=status(form))


@login_required
@require_POST
def set_marks(request: Request, pk: int) -> HttpResponse:
    """Marks of a person's service."""
    actor = permitted(request, Permission.ORGANISATION)
    colleague = get_object_or_404(queries.people(actor), pk=pk)
    marks = ServiceMarks.objects.filter(pk=pk).first()
    form = MarksForm(request.POST, instance=marks)
    if not form.is_valid():
        raise RuleViolation(" ".join(str(e) for errors in form.errors.values() for e in errors))
    actions.set_marks(person=colleague, by=actor, **form.cleaned_data)
    messages.success(request, "Отметки сохранены.")
    return redirect("org:person", pk)


@login_required
def hours(request: Request) -> HttpResponse:
    """One's own hours in the centre, week by week."""
    form = HoursForm(request.POST or None, initial={"week": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with beside(form, "week"):
            row = actions.set_hours(person=request.user, by=request.actor, **form.cleaned_data)
            messages.success(request, f"Неделя с {row.week:%d.%m.%Y}: {row.hours} ч.")
            return redirect("org:hours")
    weeks = WorkHours.objects.filter(person=request.user)[:WEEKS]
    return render(request, "org/hours.html", {"form": form, "weeks": weeks}, status=status(form))
