"""Tasks that come again by themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.tasks import forms, queries
from mcu.tasks.actions import recurrence
from mcu.tasks.actions.recurrence import Rule
from mcu.tasks.queries.access import recurrences
from mcu.tasks.views.frame import task_form


@login_required
@require_GET
def repeats(request: Request) -> HttpResponse:
    require(request.actor, Permission.TASK_SET)
    return render(request, "tasks/repeats.html", {"rows": recurrences(request.actor)})


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(request.actor, Permission.TASK_SET)
    initial = {"since": timezone.localdate(), "kind": "other"}
    form = task_form(forms.RepeatForm, request.POST or None, request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        rule = Rule(
            values["every"], values["since"], values["number"], values["by_work"],
            values["off_day"], values["last"],
        )  # fmt: skip
        made = recurrence.repeat(
            municipality=request.user.municipality, what=form.what(), rule=rule, by=request.actor
        )
        messages.success(request, f"«{made}» будет повторяться: {made.in_words}.")
        return redirect("tasks:repeats")
    shown = {"form": form, "repeating": True}
    return render(request, "tasks/add.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    recurrence.stop(recurrence=queries.recurrence_for(request.actor, pk), by=request.actor)
    messages.success(request, "Повтор остановлен. Поставленные задачи остались.")
    return redirect("tasks:repeats")
