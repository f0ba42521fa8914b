"""Quality and completeness of answers, what waits for my approval, how checks are held."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions import answer, answering
from mcu.cases.forms import cleaned
from mcu.cases.forms.quality import ApprovalsForm, ChecksForm, QualityForm, StageForm
from mcu.cases.queries.answering import (
    awaiting,
    modes_of,
    second_awaiting,
    stage_for,
    stages_in,
    versions_awaiting,
)
from mcu.cases.queries.quality import quality
from mcu.cases.queries.stages import approvals_of
from mcu.cases.rules.checks import BY_CODE, CHECKS
from mcu.core.errors import RuleViolation
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import DEFAULT, Permission, Role, may

MOST_WAITING = 100


@login_required
@require_GET
def quality_list(request: Request) -> HttpResponse:
    """Answers by score; the two numbers of the heading open the lists behind them."""
    require(request.actor, Permission.SEE)
    form = QualityForm(request.GET, bodies=list(org.bodies(request.actor)))
    found = quality(request.actor, form.chosen, timezone.now())
    shown = {
        "found": found,
        "form": form,
        "faults": [(BY_CODE[code], count) for code, count in found.faults[:8]],
        "titles": {code: check.title for code, check in BY_CODE.items()},
        "may_return": bool(may(request.actor, Permission.APPROVE)),
    }
    return render(request, "cases/quality.html", shown)


@login_required
@require_GET
def approvals(request: Request) -> HttpResponse:
    """Every answer that waits for this person; for «Сегодня» only how many."""
    require(request.actor, Permission.APPROVE)
    waiting = awaiting(request.actor).select_related("topic", "body").order_by("due_at", "pk")
    seconds = second_awaiting(request.actor).order_by("kept_at", "pk")
    total = waiting.count() + seconds.count()
    if request.htmx:
        return render(request, "cases/approvals.html#count", {"count": total})
    cases = list(waiting[:MOST_WAITING])
    answers = versions_awaiting(cases)
    shown = {
        "rows": [(case, answers[case.pk]) for case in cases],
        "seconds": seconds.select_related("case", "second_answer", "body")[:MOST_WAITING],
        "total": total,
    }
    return render(request, "cases/approvals.html", shown)


@login_required
@require_POST
def approve_many(request: Request) -> HttpResponse:
    """Each marked answer by itself: one that cannot be approved does not stop the others."""
    require(request.actor, Permission.APPROVE)
    marked = [int(key) for key in request.POST.getlist("case") if key.isdecimal() and len(key) < 19]
    done = 0
    for case in awaiting(request.actor).filter(pk__in=marked[:MOST_WAITING]):
        try:
            answer.approve(case=case, by=request.actor)
            done += 1
        except RuleViolation as refusal:
            messages.warning(request, f"{case}: {refusal.sentence}")
    messages.success(request, f"Согласовано ответов: {done}.")
    return redirect("cases:approvals")


@login_required
def checks(request: Request) -> HttpResponse:
    """How each check is held, with its examples."""
    require(request.actor, Permission.NORMS if request.method == "POST" else Permission.SETTINGS)
    place = request.user.municipality
    form = ChecksForm(request.POST or None, modes=modes_of(place.pk))
    if request.method == "POST":
        count = answering.set_checks(municipality=place, chosen=cleaned(form), by=request.actor)
        messages.success(
            request, f"Изменено проверок: {count}." if count else "Ничего не изменилось."
        )
        return redirect("cases:checks")
    shown = {
        "stages": stages_in(place.pk),
        "approvals": ApprovalsForm(needs=approvals_of(place.pk)),
        "stage_form": StageForm(roles=_approving()),
        "rows": [(check, form[check.code]) for check in CHECKS],
        "may_change": bool(may(request.actor, Permission.NORMS)),
    }
    return render(request, "cases/checks.html", shown)


@login_required
@require_POST
def set_approvals(request: Request) -> HttpResponse:
    require(request.actor, Permission.NORMS)
    place = request.user.municipality
    needs = cleaned(ApprovalsForm(request.POST, needs=approvals_of(place.pk)))
    answering.set_approvals(municipality=place, needs=needs, by=request.actor)
    messages.success(request, "Согласование сохранено: оно действует с этой минуты.")
    return redirect("cases:checks")


@login_required
@require_POST
def set_stage(request: Request) -> HttpResponse:
    require(request.actor, Permission.NORMS)
    values = cleaned(StageForm(request.POST, roles=_approving()))
    place = request.user.municipality
    stage = answering.set_stage(municipality=place, by=request.actor, **values)
    messages.success(
        request, f"Шаг «{stage}» сохранён: он действует для ответов, отправленных с этой минуты."
    )
    return redirect("cases:checks")


@login_required
@require_POST
def remove_stage(request: Request, pk: int) -> HttpResponse:
    answering.remove_stage(stage=stage_for(request.actor, pk), by=request.actor)
    messages.success(request, "Шаг убран.")
    return redirect("cases:checks")


def _approving() -> list[tuple[str, str]]:
    """The roles that may approve at all: another could never take its turn."""
    return [(right.role, Role(right.role).label) for right in DEFAULT.holders(Permission.APPROVE)]
