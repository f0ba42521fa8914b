"""«Запросы о данных»: what a person may ask of us about themselves (152-ФЗ)."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.queries.lookup import not_indexed
from mcu.core.letters import Block, write_docx
from mcu.core.tables import Column
from mcu.desk.actions.subject import accept, decide, record_report
from mcu.desk.forms import SubjectForm
from mcu.desk.models import SubjectRequest
from mcu.desk.queries.subject import Held, given, report, request_for, requests
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.web.sheets import table_file

P = Permission
LABELS = {"name": "Имя", "phone": "Телефон", "email": "Почта", "numbers": "Номера сообщений"}
COLUMNS = (Column("Сообщение", width=16), Column("Что", width=28), Column("Значение", width=80))


@login_required
@never_cache
def subjects(request: Request) -> HttpResponse:
    """The register of requests; posting accepts one."""
    require(request.actor, P.SUBJECT)
    form = SubjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        wants, ground = values.pop("wants"), values.pop("ground")
        made = accept(asked=values, wants=wants, ground=ground, by=request.actor)
        return redirect("desk:subject", pk=made.pk)
    shown = {
        "form": form,
        "rows": requests(request.actor),
        "not_indexed": not_indexed(request.actor.municipality_id),
    }
    return render(request, "desk/subjects.html", shown, status=422 if form.errors else 200)


@login_required
@require_GET
@never_cache
def subject(request: Request, pk: int) -> HttpResponse:
    """Everything held about the person; looking at it is in the journal."""
    require(request.actor, P.SUBJECT)
    found = request_for(request.actor, pk)
    record_report(request=found, form="page", by=request.actor)
    shown = {
        "row": found,
        "asked": [(LABELS[name], value) for name, value in given(found).items()],
        "held": report(found, timezone.now()),
        "may_decide": may(request.actor, P.RETENTION) and not found.decided_at,
        "decisions": SubjectRequest.Decision.choices,
    }
    return render(request, "desk/subject.html", shown)


@login_required
@require_GET
def subject_file(request: Request, pk: int, form: str) -> FileResponse:
    """The report as a document for the person."""
    require(request.actor, P.SUBJECT)
    found = request_for(request.actor, pk)
    record_report(request=found, form=form, by=request.actor)
    held = report(found, timezone.now())
    name = f"Отчёт по запросу {found.pk}"
    if form == "xlsx":
        rows = ((str(one.case), *pair) for one in held for pair in _facts(one))
        return table_file("Данные", COLUMNS, rows, name=name)[0]
    file = BytesIO()
    write_docx(file, _letter(request, found, held))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.docx")


@login_required
@require_POST
def decide_subject(request: Request, pk: int) -> HttpResponse:
    found = request_for(request.actor, pk)
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    decide(request=found, decision=decision, reason=reason, by=request.actor)
    messages.success(request, "Решение записано и исполнено.")
    return redirect("desk:subject", pk=pk)


def _letter(request: Request, found: SubjectRequest, held: list[Held]) -> list[Block]:
    place: Any = request.user.municipality
    blocks: list[Block] = [
        ("heading", "Сведения о персональных данных"),
        ("text", f"{place}. Запрос: {found.ground}. Составлено {timezone.localdate():%d.%m.%Y}."),
        ("text", f"Сообщений, в которых хранятся ваши данные: {len(held)}."),
    ]
    for one in held:
        blocks += [("heading", str(one.case)), ("table", _facts(one))]
    return blocks


def _facts(one: Held) -> list[tuple[str, str]]:
    """What is held of one case, in words."""
    case = one.case
    facts = [
        ("Получено", f"{timezone.localtime(case.received_at):%d.%m.%Y %H:%M}"),
        ("Канал", f"{case.get_channel_display()}, {case.get_regime_display()}"),
        *one.values,
        ("Исходная запись выгрузки", "хранится" if one.raw else "нет"),
        ("Срок хранения", one.kept),
    ]
    facts += [("Файл", name) for name in one.files]
    facts += [("Стирать нельзя", reason) for reason in one.holds]
    return facts + [
        ("Кто смотрел", f"{timezone.localtime(at):%d.%m.%Y %H:%M} {who}: {what}")
        for at, who, what in one.looks
    ]
