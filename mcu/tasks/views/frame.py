"""What the views of tasks share: what a page shows, the answer after an act."""

from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mcu.cases.views.frame import back_of
from mcu.org import queries as org
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor
from mcu.tasks import forms, queries
from mcu.tasks.models import Task
from mcu.tasks.rules.sentences import sentence
from mcu.tasks.rules.workflow import Verb
from mcu.text.mask import mask

PRIMARY = (Verb.TAKE, Verb.REPORT, Verb.CONCLUDE, Verb.ACCEPT)
# The rest has a place of its own on the page: points, comments, reports of a contractor.
BUTTONS = (
    *PRIMARY, Verb.RETURN, Verb.EVIDENCE, Verb.ASK_EXTENSION, Verb.EXTEND, Verb.REFUSE,
    Verb.GIVE_LINK, Verb.REASSIGN, Verb.REOPEN, Verb.CANCEL,
)  # fmt: skip


def card_shown(actor: Actor, task: Task, now: datetime) -> dict[str, Any]:
    """Everything the page of a task shows, with a form for each act that is possible now."""
    card = queries.card(task, actor, now)
    labels = {move.verb: move.label for move in card.moves}
    first = next((verb for verb in PRIMARY if verb in labels), None)
    acts = [
        {
            "verb": verb,
            "label": labels[verb],
            "form": _form(verb, actor, task),
            "primary": verb == first,
        }
        for verb in BUTTONS
        if verb in labels
    ]
    history = [
        (entry.at, entry.actor_name, sentence(entry.action, entry.after))
        for entry in queries.timeline(task)
    ]
    return {"card": card, "task": task, "acts": acts, "history": history}


def acted(request: Request, task: Task, message: str, **more: Any) -> HttpResponse:
    """After an act: the card as it is now for htmx, its page for the rest."""
    messages.success(request, message)
    try:
        found = queries.task_for(request.actor, task.pk)
    except Http404:
        return redirect("tasks:list")
    if not request.htmx and not more:
        return redirect("tasks:card", task.pk)
    shown = card_shown(request.actor, found, timezone.now()) | more
    shown |= {"back": back_of(request)}
    return render(request, "tasks/acted.html" if request.htmx else "tasks/card.html", shown)


def reassign_form(data: Any, actor: Actor) -> forms.ReassignForm:
    return forms.ReassignForm(data, bodies=_bodies(actor), people=queries.colleagues(actor))


def task_form(
    form: type[forms.TaskForm], data: Any, actor: Actor, **options: Any
) -> forms.TaskForm:
    return form(
        data,
        bodies=_bodies(actor),
        blocks=org.blocks(actor).filter(active=True),
        people=queries.colleagues(actor),
        **options,
    )


def _bodies(actor: Actor) -> Any:
    return org.bodies(actor).filter(active=True)


def _form(verb: Verb, actor: Actor, task: Task) -> django_forms.Form | None:
    if verb == Verb.REASSIGN:
        return reassign_form(None, actor)
    if verb == Verb.GIVE_LINK:
        place = "\n".join(part for part in (task.title, task.text) if part)
        return forms.LinkForm(initial={"brief": mask(place)}, auto_id="give_%s")
    made = forms.FORMS[verb](auto_id=f"{verb}_%s")
    return made if made.fields else None
