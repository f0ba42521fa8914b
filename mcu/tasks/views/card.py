"""The page of a task and everything that is done on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.views.frame import back_of
from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor
from mcu.tasks import forms, queries
from mcu.tasks.actions import extend, gather, life, links
from mcu.tasks.models import EvidenceFile, Task
from mcu.tasks.rules.workflow import Verb
from mcu.tasks.views.frame import acted, card_shown, reassign_form


@login_required
@require_GET
def card(request: Request, pk: int) -> HttpResponse:
    task = queries.task_for(request.actor, pk)
    shown = card_shown(request.actor, task, timezone.now()) | {"back": back_of(request)}
    return render(request, "tasks/card.html", shown)


@login_required
@require_POST
def act(request: Request, pk: int, verb: Verb) -> HttpResponse:
    """Each verb under its own address: the form of the verb, its action, the card."""
    task = queries.task_for(request.actor, pk)
    values = forms.cleaned(forms.FORMS[verb](request.POST, request.FILES))
    message = ACTS[verb](task, request.actor, values)
    return acted(request, task, message)


@login_required
@require_POST
def reassign(request: Request, pk: int) -> HttpResponse:
    task = queries.task_for(request.actor, pk)
    values = forms.cleaned(reassign_form(request.POST, request.actor))
    life.reassign(task=task, by=request.actor, **values)
    return acted(request, task, f"Перепоручено: {task.whom}.")


@login_required
@require_POST
@never_cache
def give_link(request: Request, pk: int) -> HttpResponse:
    """The address with the secret, on this answer and nowhere else."""
    task = queries.task_for(request.actor, pk)
    values = forms.cleaned(forms.LinkForm(request.POST))
    secret = links.give_link(task=task, by=request.actor, **values)
    address = request.build_absolute_uri(reverse("tasks:contractor", args=[secret]))
    message = "Ссылка выдана. Скопируйте её сейчас: второй раз она не показывается."
    return acted(request, task, message, link_address=address)


@login_required
@require_GET
def file(request: Request, pk: int, file: UUID) -> FileResponse:
    """A cleaned photo is shown; everything else is only ever a download."""
    task = queries.task_for(request.actor, pk)
    found = get_object_or_404(EvidenceFile, address=file, evidence__task=task)
    content = files.path_of(found.key).open("rb")
    if found.photo:
        return FileResponse(content, content_type=found.photo)
    journal.record(
        "task.download", by=request.actor, municipality_id=task.municipality_id, of=task,
        after={"file": found.pk},
    )  # fmt: skip
    return FileResponse(
        content, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


def _take(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.take(task=task, by=by)
    return "Взято в работу."


def _report(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.report(task=task, by=by, **values)
    return "Сделано. Ждёт приёмки."


def _conclude(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.conclude(task=task, by=by, **values)
    return "Заключение дано."


def _accept(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.accept(task=task, by=by)
    return "Принято."


def _return(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.send_back(task=task, by=by, **values)
    return "Возвращено исполнителю."


def _reopen(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.reopen(task=task, by=by, **values)
    return "Задача снова открыта."


def _cancel(task: Task, by: Actor, values: dict[str, Any]) -> str:
    life.cancel(task=task, by=by, **values)
    return "Задача отменена."


def _ask_extension(task: Task, by: Actor, values: dict[str, Any]) -> str:
    extend.ask_extension(task=task, by=by, **values)
    return "Продление попросили. Решит тот, кто поставил задачу."


def _extend(task: Task, by: Actor, values: dict[str, Any]) -> str:
    """To the day that was asked for, or to another one with a reason."""
    if values["until"]:
        extend.extend(task=task, by=by, **values)
    else:
        extend.decide_extension(task=task, approved=True, by=by)
    return f"Срок продлён до {timezone.localtime(task.due_at):%d.%m.%Y %H:%M}."


def _refuse(task: Task, by: Actor, values: dict[str, Any]) -> str:
    extend.decide_extension(task=task, approved=False, by=by, **values)
    return "В продлении отказано."


def _tick(task: Task, by: Actor, values: dict[str, Any]) -> str:
    gather.tick(task=task, by=by, **values)
    return "Пункт отмечен." if values["done"] else "Отметка снята."


def _add_item(task: Task, by: Actor, values: dict[str, Any]) -> str:
    gather.add_item(task=task, by=by, **values)
    return "Пункт добавлен."


def _evidence(task: Task, by: Actor, values: dict[str, Any]) -> str:
    gather.add_evidence(task=task, by=by, **values)
    return "Подтверждение приложено."


def _comment(task: Task, by: Actor, values: dict[str, Any]) -> str:
    gather.comment(task=task, by=by, **values)
    return "Комментарий добавлен."


def _review(task: Task, by: Actor, values: dict[str, Any]) -> str:
    report = task.evidence.filter(pk=values.pop("evidence")).first()
    if report is None:
        raise RuleViolation("Такого отчёта у задачи нет. Обновите страницу.")
    links.review(evidence=report, by=by, **values)
    return "Отчёт принят." if values["accepted"] else "Отчёт возвращён, ссылка снова действует."


def _revoke_link(task: Task, by: Actor, values: dict[str, Any]) -> str:
    links.revoke_link(link=queries.link_for(task, values["link"]), by=by)
    return "Ссылка больше не действует."


ACTS: dict[Verb, Callable[[Task, Actor, dict[str, Any]], str]] = {
    Verb.TAKE: _take,
    Verb.REPORT: _report,
    Verb.CONCLUDE: _conclude,
    Verb.ACCEPT: _accept,
    Verb.RETURN: _return,
    Verb.REOPEN: _reopen,
    Verb.CANCEL: _cancel,
    Verb.ASK_EXTENSION: _ask_extension,
    Verb.EXTEND: _extend,
    Verb.REFUSE: _refuse,
    Verb.TICK: _tick,
    Verb.ADD_ITEM: _add_item,
    Verb.EVIDENCE: _evidence,
    Verb.REVIEW: _review,
    Verb.REVOKE_LINK: _revoke_link,
    Verb.COMMENT: _comment,
}
