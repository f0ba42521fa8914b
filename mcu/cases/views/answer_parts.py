"""Parts of an answer: the block of the card, each act under its own address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import answer_parts as actions
from mcu.cases.actions.gather import gather
from mcu.cases.forms import answer_parts as own
from mcu.cases.models import Answer, Case
from mcu.cases.queries import answer_parts as reading
from mcu.cases.queries.answer_parts import PartsView
from mcu.cases.rules.answer_parts import proposed
from mcu.cases.rules.workflow import Verb, check
from mcu.cases.views.frame import acted, back_of
from mcu.org import queries as org
from mcu.org.middleware import Request


@login_required
@require_GET
def block(request: Request, pk: int) -> HttpResponse:
    """Who writes what by when; for the card, which asks for it, and as a page of its own."""
    case = queries.case_for(request.actor, pk)
    found = reading.parts_view(request.actor, case, timezone.now())
    if request.htmx and not found.rows and Verb.INVOLVE not in found.can:
        return HttpResponse()
    shown = _forms(request, found) | {"case": case, "found": found, "back": back_of(request)}
    part = "cases/answer_parts.html#block" if request.htmx else "cases/answer_parts.html"
    return render(request, part, shown)


@login_required
@require_POST
def involve(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    check(Verb.INVOLVE, case.state, request.actor, queries.belongs(case))
    values = forms.cleaned(own.InvolveForm(request.POST, bodies=_bodies(request, case)))
    made = actions.involve(case=case, by=request.actor, **values)
    return acted(request, pk, f"Привлечены: {', '.join(str(part.body) for part in made)}.")


@login_required
@require_POST
def write(request: Request, pk: int) -> HttpResponse:
    part = reading.part_for(request.actor, pk)
    values = forms.cleaned(own.PartForm(request.POST, part=part))
    version = actions.write_part(part=part, by=request.actor, **values)
    what = "отправлена" if version.number == 1 else f"заменена, версия {version.number}"
    return acted(request, part.case_id, f"Часть ответа {what}.")


@login_required
@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    part = reading.part_for(request.actor, pk)
    values = forms.cleaned(own.PartBackForm(request.POST, part=part))
    actions.return_part(part=part, by=request.actor, **values)
    return acted(request, part.case_id, f"Часть возвращена: {part.body}.")


@login_required
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    part = reading.part_for(request.actor, pk)
    values = forms.cleaned(own.DropPartForm(request.POST, part=part))
    actions.drop_part(part=part, by=request.actor, **values)
    return acted(request, part.case_id, f"Снято с соисполнителя: {part.body}.")


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    part = reading.part_for(request.actor, pk)
    actions.remind_of_part(part=part, by=request.actor)
    return acted(request, part.case_id, f"Напоминание отправлено: {part.body}.")


@login_required
@require_POST
def join(request: Request, pk: int) -> HttpResponse:
    """All the chosen parts into the draft, by one act."""
    case = queries.case_for(request.actor, pk)
    found = reading.parts_view(request.actor, case, timezone.now())
    form = own.GatherForm(request.POST, parts=[row.part for row in found.given], draft=True)
    forms.cleaned(form)
    made = gather(case=case, by=request.actor, **form.values)
    left = reading.waited_names(case)
    more = f" Ещё не вошли: {', '.join(left)}." if left else ""
    return acted(request, pk, f"Ответ собран из частей, версия {made.number}.{more}")


def _forms(request: Request, found: PartsView) -> dict[str, Any]:
    """The forms of what is possible now."""
    case, can = found.case, found.can
    given = [row.part for row in found.given]
    running = case.answers.filter(state=Answer.State.DRAFT)
    until = proposed(timezone.now(), case.due_at, org.calendar_for(case.municipality))
    return {
        "rows": [
            (
                row,
                own.PartForm(part=row.part, text=row.last.text if row.last else ""),
                own.PartBackForm(part=row.part),
                own.DropPartForm(part=row.part),
            )
            for row in found.rows
        ],
        "joining": own.GatherForm(parts=given, draft=running.exists())
        if given and Verb.GATHER in can
        else None,
        "involving": own.InvolveForm(bodies=_bodies(request, case), until=until)
        if Verb.INVOLVE in can
        else None,
    }


def _bodies(request: Request, case: Case) -> list[Any]:
    """Whoever may be a co-executor: bodies in force but the lead."""
    return [b for b in org.bodies(request.actor) if b.active and b.pk != case.body_id]
