"""Checks of a sample, requirements, who the lawyer is."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.core.tables import Column, Kind
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.tasks import forms, queries
from mcu.tasks.actions import verification as actions
from mcu.tasks.models import VerifiedCase
from mcu.tasks.queries.verification import last_answer, verifications
from mcu.tasks.views.export import table

V = VerifiedCase.Verdict
FILTERS = (("", "все"), ("none", "не проверены"), *V.choices)
COLUMNS = (
    Column("Сообщение", width=18),
    Column("Орган", width=26),
    Column("Заявлено: состояние"),
    Column("Заявлено: итог"),
    Column("Заявлено: закрыто", Kind.MOMENT),
    Column("Вывод"),
    Column("Что не так", width=26),
    Column("Требование"),
    Column("Кто проверил", width=22),
    Column("Когда", Kind.MOMENT),
)


@login_required
@require_GET
def checks(request: Request) -> HttpResponse:
    require(request.actor, Permission.VERIFY)
    shown = {"rows": verifications(request.actor), "form": forms.DrawForm(auto_id="draw_%s")}
    shown["settled"] = queries.settings_of(request.actor.municipality_id)
    return render(request, "tasks/checks.html", shown)


@login_required
@require_POST
def draw(request: Request) -> HttpResponse:
    require(request.actor, Permission.VERIFY)
    values = forms.cleaned(forms.DrawForm(request.POST))
    made = actions.draw(municipality=request.user.municipality, by=request.actor, **values)
    messages.success(request, f"Выбрано сообщений: {made.cases.count()} из {made.population}.")
    return redirect("tasks:check", made.pk)


@login_required
@require_GET
def check(request: Request, pk: int) -> HttpResponse:
    """Results by body, each number opens its rows."""
    require(request.actor, Permission.VERIFY)
    found = queries.verification_for(request.actor, pk)
    given = request.GET.get("body", "")
    body = int(given) if given.isdecimal() and len(given) < 19 else None
    verdict = request.GET.get("verdict", "")
    shown = {
        "check": found,
        "results": queries.results(found),
        "rows": queries.sheet(found, verdict, body),
        "verdict": verdict,
        "body": body,
        "filters": FILTERS,
    }
    return render(request, "tasks/check.html", shown)


@login_required
@require_GET
def export(request: Request, pk: int) -> FileResponse:
    require(request.actor, Permission.VERIFY)
    found = queries.verification_for(request.actor, pk)
    rows = (_line(row) for row in queries.sheet(found, "", None))
    return table(request, "Проверка", "verification.export", COLUMNS, rows)


@login_required
@require_http_methods(["GET", "POST"])
def row(request: Request, pk: int) -> HttpResponse:
    """One case of the sample: what is claimed, what there is to see, the verdict."""
    require(request.actor, Permission.VERIFY)
    found = queries.verified_case_for(request.actor, pk)
    form = forms.JudgeForm(request.POST or None, auto_id="judge_%s")
    if request.method == "POST":
        actions.judge(row=found, by=request.actor, **forms.cleaned(form))
        if found.requirement:
            messages.success(
                request, f"Не совпадает. Поставлено требование: {found.requirement.whom}."
            )
        else:
            messages.success(request, f"{found.case}: {found.get_verdict_display().lower()}.")
        rest = queries.sheet(found.verification, "none", None).first()
        if rest is None:
            return redirect("tasks:check", found.verification_id)
        return redirect("tasks:check-row", rest.pk)
    return render(request, "tasks/check_row.html", _row_shown(found, form))


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """Who gives legal assessments, how large a sample is."""
    require(request.actor, Permission.SETTINGS)
    now = queries.settings_of(request.actor.municipality_id)
    initial = {
        "lawyer_body": now.lawyer_body_id, "lawyer": now.lawyer_id, "sample_size": now.sample_size,
    }  # fmt: skip
    form = forms.SettingsForm(
        request.POST or None, bodies=org.bodies(request.actor).filter(active=True),
        people=queries.colleagues(request.actor), initial=initial,
    )  # fmt: skip
    if request.method == "POST":
        values = forms.cleaned(form)
        actions.settle(municipality=request.user.municipality, by=request.actor, **values)
        messages.success(request, "Сохранено.")
        return redirect("tasks:settings")
    allowed = may(request.actor, Permission.ORGANISATION)
    return render(request, "tasks/settings.html", {"form": form, "may_change": allowed})


def _row_shown(found: VerifiedCase, form: forms.JudgeForm) -> dict[str, Any]:
    claimed = found.claimed
    facts = [
        ("Состояние", claimed.get("state")),
        ("Итог", claimed.get("outcome")),
        ("Пояснение к закрытию", claimed.get("reason")),
        ("Шаг во внешней системе", claimed.get("external")),
    ]
    moments = [
        ("Получено", claimed.get("received_at")),
        ("Первый ответ", claimed.get("first_answer_at")),
        ("Закрыто", claimed.get("closed_at")),
    ]
    return {
        "row": found,
        "case": found.case,
        "facts": [pair for pair in facts if pair[1]],
        "moments": [(label, parse_datetime(value)) for label, value in moments if value],
        "answer": last_answer(found.case),
        "files": found.case.attachments.all(),
        "form": form,
        "back": reverse("tasks:check", args=[found.verification_id]),
    }


def _line(row: VerifiedCase) -> tuple[Any, ...]:
    closed = row.claimed.get("closed_at")
    return (
        str(row.case), str(row.body or ""), row.claimed.get("state") or "", row.claimed.get("outcome") or "",
        parse_datetime(closed) if closed else None, row.get_verdict_display(), row.get_what_display(),
        str(row.requirement or ""), row.decided_by_name, row.decided_at,
    )  # fmt: skip
