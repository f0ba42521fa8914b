"""One report: its figures, the words of people, its steps, its versions, its files."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.forms import cleaned
from mcu.core import journal
from mcu.core.files import path_of
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted
from mcu.reports import papers, queries
from mcu.reports.actions import life
from mcu.reports.actions.sending import file_name, send
from mcu.reports.forms import ReasonForm, conclusions, ways
from mcu.reports.models import Submission
from mcu.reports.rules.life import Act, open_to

SUBMIT, DRAFT = "submit", "draft"


@login_required
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """Figures and words; `draft` of the URL puts the proposed sentences where nothing is written."""
    found = _seen(request, pk)
    words = {row.section: row for row in found.conclusions.all()}
    wrote = {row.by_id for row in words.values() if row.by_id}
    acts = open_to(found.state, found.form.roles, request.actor, wrote)
    read = life.sealed(found)
    context: dict[str, Any] = {
        "report": found, "form": found.form, "acts": set(acts), "today": timezone.localdate(),
        "sections": [(one, words.get(one.code)) for one in found.contents],
        "versions": queries.versions_of(found), "former": queries.former_of(found),
        "read": read, "whole": found.digest in {"", read},
        "reason": ReasonForm(), "with_drafts": DRAFT in request.GET,
        "own_words": Act.SUBMIT not in acts and request.actor.person_id in wrote,
        "may_export": bool(may(request.actor, Permission.EXPORT)),
        "slices": bool(may(request.actor, Permission.SUMMARY)),
    }  # fmt: skip
    return render(request, "reports/report.html", context)


@login_required
@require_GET
def export(request: Request, pk: int) -> FileResponse:
    """The report as a file; of a signed one the Word file is the very one that was signed."""
    permitted(request, Permission.EXPORT)
    found = _seen(request, pk)
    kind = request.GET.get("format", "docx")
    if kind not in papers.TYPES:
        raise Http404("Такого вида файла нет.")
    after = {"title": str(found), "format": kind}
    journal.record(
        "report.export", by=request.actor, municipality_id=found.municipality_id, of=found, after=after
    )  # fmt: skip
    content = _content(found, kind)
    name = f"{file_name(found)}.{kind}"
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=name, content_type=papers.TYPES[kind]
    )


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    return _done(request, pk, lambda row: life.take(report=row, by=request.actor), "Отчёт у вас.")


@login_required
@require_POST
def comment(request: Request, pk: int) -> HttpResponse:
    """Words of the sections; with the second button it goes to whoever signs at once."""
    found = _acted(request, pk, Permission.REPORTS)
    row = life.comment(report=found, words=conclusions(found, request.POST), by=request.actor)
    told = "Выводы сохранены."
    if SUBMIT in request.POST:
        life.submit(report=row, by=request.actor)
        told = f"Выводы сохранены, отчёт на подписи: {row.form.get_signer_display().lower()}."
    messages.success(request, told)
    return redirect("reports:report", pk)


@login_required
@require_POST
def recount(request: Request, pk: int) -> HttpResponse:
    told = "Цифры пересчитаны."
    return _done(request, pk, lambda row: life.recount(report=row, by=request.actor), told)


@login_required
@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    found = _acted(request, pk, Permission.REPORTS_SIGN)
    life.give_back(report=found, by=request.actor, **cleaned(ReasonForm(request.POST)))
    messages.success(request, "Отчёт возвращён на доработку.")
    return redirect("reports:report", pk)


@login_required
@require_POST
def sign(request: Request, pk: int) -> HttpResponse:
    found = _acted(request, pk, Permission.REPORTS_SIGN)
    life.sign(report=found, read=request.POST.get("read", ""), by=request.actor)
    messages.success(request, "Отчёт подписан: цифры и выводы больше не изменятся.")
    return redirect("reports:report", pk)


@login_required
@require_POST
def deliver(request: Request, pk: int) -> HttpResponse:
    found = _acted(request, pk, Permission.REPORTS)
    send(report=found, ways=ways(found, request.POST), by=request.actor)
    messages.success(request, "Отправка записана.")
    return redirect(f"{reverse('reports:report', args=[pk])}#sendings")


@login_required
@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    found = _acted(request, pk, Permission.REPORTS)
    row = life.correct(report=found, by=request.actor, **cleaned(ReasonForm(request.POST)))
    messages.success(request, f"Версия {row.version} начата; подписанная остаётся как была.")
    return redirect("reports:report", row.pk)


def _content(found: Submission, kind: str) -> bytes:
    if kind == "docx" and found.document:
        return path_of(found.document).read_bytes()
    return papers.made(queries.paper_of(found), kind)


def _seen(request: Request, pk: int) -> Submission:
    permitted(request, Permission.REPORTS_SEE)
    return queries.submission_for(request.actor, pk)


def _acted(request: Request, pk: int, permission: Permission) -> Submission:
    permitted(request, permission)
    return _seen(request, pk)


def _done(
    request: Request, pk: int, act: Callable[[Submission], object], told: str
) -> HttpResponse:
    act(_acted(request, pk, Permission.REPORTS))
    messages.success(request, told)
    return redirect("reports:report", pk)
