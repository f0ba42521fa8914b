"""«Удовлетворённость»: what residents said, whom to hand a code, the settings."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import queries as cases
from mcu.core.tables import Column
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, number_of_page, permitted, status
from mcu.quality import actions, queries
from mcu.quality.forms import PolicyForm, RatingForm
from mcu.quality.models import Rating
from mcu.quality.rules.rating import Reason
from mcu.quality.views.frame import period_of, reading

PAGE = 30
COLUMNS = (
    Column("Сообщение", width=18), Column("Тема", width=36), Column("Орган", width=34),
    Column("Оценка", width=10), Column("Решено", width=18), Column("Причины", width=44),
    Column("Слова жителя", width=60), Column("Откуда", width=20), Column("Когда", width=18),
)  # fmt: skip


@login_required
@require_GET
def ratings(request: Request) -> HttpResponse:
    """The figures of a period and the ratings behind them."""
    leads = reading(request)
    form, period = period_of(request)
    found = queries.ratings(request.actor, period.since, period.until)
    score = request.GET.get("score", "")
    if score in {"1", "2", "3", "4", "5"}:
        found = found.filter(score=int(score))
    body = request.GET.get("body", "")
    if body.isascii() and body.isdecimal() and len(body) < 19:
        found = found.filter(case__body=int(body))
    context = {
        "form": form, "period": period, "leads": leads, "score": score, "body": body,
        "figures": queries.satisfaction(request.actor, period.since, period.until),
        "page": Paginator(found, PAGE).get_page(number_of_page(request)),
        "waiting": queries.waiting(request.actor, timezone.now()).count() if leads else 0,
        "reasons": dict(Reason.choices),
    }  # fmt: skip
    return render(request, "quality/ratings.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The ratings of the period; nobody's name is in them."""
    permitted(request, Permission.EXPORT)
    reading(request)
    _, period = period_of(request)
    found = queries.ratings(request.actor, period.since, period.until)
    return sheet("Оценки жителей", COLUMNS, _rows(found), by=request.actor)


@login_required
@require_GET
def waiting(request: Request) -> HttpResponse:
    """Authors without an address."""
    permitted(request, Permission.QUALITY)
    found = queries.waiting(request.actor, timezone.now())
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    return render(request, "quality/waiting.html", {"page": page, "leads": True})


@login_required
@require_POST
@never_cache
def hand_over(request: Request, pk: int) -> HttpResponse:
    """The code, once it is to be given to the author."""
    permitted(request, Permission.QUALITY)
    found = queries.invitation_for(request.actor, pk)
    code = actions.hand_over(found=found, by=request.actor, now=timezone.now())
    return render(request, "quality/code.html", {"code": code, "found": found, "leads": True})


@login_required
def phone(request: Request, case: int) -> HttpResponse:
    """What the resident said by telephone."""
    found = cases.case_for(request.actor, case)
    permitted(request, Permission.QUALITY)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            actions.rate_by_phone(case=found, by=request.actor, **form.cleaned_data)
            messages.success(request, f"Оценка записана: {found}.")
            return redirect("cases:card", found.pk)
    context = {"form": form, "case": found, "leads": True}
    return render(request, "quality/phone.html", context, status=status(form))


@login_required
@require_GET
def of_case(request: Request, case: int) -> HttpResponse:
    """The block of the card: ratings, the second look, conflicts."""
    found = cases.case_for(request.actor, case)
    context = {
        "case": found,
        "ratings": list(found.ratings.all()),
        "asked": found.invitations.first(),
        "look": getattr(found, "second_look", None),
        "conflicts": list(found.conflicts.all()),
        "leads": may(request.actor, Permission.QUALITY),
        "reasons": dict(Reason.choices),
    }
    part = "quality/of_case.html#block" if request.htmx else "quality/of_case.html"
    return render(request, part, context)


@login_required
def settings(request: Request) -> HttpResponse:
    """How the municipality asks and reacts."""
    permitted(request, Permission.QUALITY)
    place = request.user.municipality
    form = PolicyForm(request.POST or None, initial=asdict(queries.policy_of(place.pk)))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            actions.change_policy(place=place, policy=form.policy, by=request.actor)
            messages.success(request, "Правила сохранены.")
            return redirect("quality:settings")
    return render(
        request, "quality/settings.html", {"form": form, "leads": True}, status=status(form)
    )


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    names = dict(Reason.choices)
    row: Rating
    for row in found:
        yield (
            row.case.number, str(row.case.topic or ""), str(row.case.body or ""), row.score,
            row.get_solved_display(), "; ".join(str(names.get(each, each)) for each in row.reasons),
            row.comment, row.get_source_display(), timezone.localtime(row.at),
        )  # fmt: skip
