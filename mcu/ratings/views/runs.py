"""Frozen ratings: made, read, compared, commented, their priorities decided."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.analytics.rules.slices import BASES, Basis
from mcu.analytics.rules.summary import Period, read_period
from mcu.cases.forms import cleaned
from mcu.coordination.queries import tasks_of
from mcu.org.middleware import Request
from mcu.org.models import Body
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import key_of, permitted
from mcu.ratings import actions, queries
from mcu.ratings.actions import Charge
from mcu.ratings.forms import AcceptForm, CommentForm, FreezeForm, RefuseForm
from mcu.ratings.models import Priority, RatingRow, RatingRun
from mcu.ratings.papers import Paper
from mcu.ratings.rules.method import changed
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.words import SCOPES, explained
from mcu.ratings.views.board import taken_out
from mcu.ratings.views.body import history, opened
from mcu.ratings.views.frame import Line, days, lines, read


@login_required
@require_POST
def freeze(request: Request) -> HttpResponse:
    """The rating of a finished period by the settings in force."""
    permitted(request, Permission.RATINGS)
    given = cleaned(FreezeForm(request.POST))
    place = request.user.municipality
    with timezone.override(place.timezone):
        period = read_period("", given["since"], given["until"], timezone.localdate())
        run = actions.freeze(place=place, period=period, note=given["note"], by=request.actor)
    messages.success(request, f"{run} зафиксирован: {period.words}.")
    return redirect("ratings:run", run.pk)


@login_required
@require_GET
def run(request: Request, pk: int) -> HttpResponse:
    """A frozen rating; beside another one when the URL names it."""
    found, rows, context = _run(request, pk)
    with_ = key_of(request, "with")
    other = queries.run_for(request.actor, with_) if with_ else _former(found)
    shown = _lines(request, found, rows, context["scope"], other)
    bodies = {line.scored.body for line in shown}
    context |= {
        "lines": [line for line in shown if not line.why],
        "others": [line for line in shown if line.why], "other": other,
        "differs": changed(found.method, other.method) if other else [],
        "whole": queries.sealed(found, rows) == found.digest,
        "comments": queries.comments_of(found, bodies).select_related("body"),
        "runs": queries.runs(found.municipality).exclude(pk=found.pk)[:24],
        "partial": len(bodies) < sum(row.scope == context["scope"] for row in rows),
    }  # fmt: skip
    return render(request, "ratings/run.html", context)


@login_required
@require_GET
def export(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.EXPORT)
    found, rows, context = _run(request, pk)
    tables = [(words, _lines(request, found, rows, scope, None)) for scope, words in SCOPES.items()]
    signed = f"Зафиксировал: {found.by_name}, {timezone.localtime(found.at):%d.%m.%Y %H:%M}. Отпечаток {found.digest}."
    paper = Paper(
        str(found), context["period"], found.method, tables, found.as_of, found.note, signed
    )
    return taken_out(request.actor, paper, request.GET.get("format", ""))


@login_required
@require_GET
def run_body(request: Request, pk: int, body: int) -> HttpResponse:
    """One body of a frozen rating: parts, priorities with their decisions, comments."""
    found, rows, context = _run(request, pk)
    chosen = queries.body_for(request.actor, body)
    return _of_body(request, found, rows, context, chosen)


@login_required
@require_POST
def comment(request: Request, pk: int, body: int) -> HttpResponse:
    read(request)
    found, chosen = queries.run_for(request.actor, pk), queries.body_for(request.actor, body)
    text = cleaned(CommentForm(request.POST))["text"]
    actions.comment(run=found, body=chosen, text=text, by=request.actor)
    messages.success(request, "Комментарий сохранён.")
    return redirect("ratings:run-body", pk, body)


@login_required
@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Taken up; with a day a task goes to the body."""
    permitted(request, Permission.RATINGS)
    found, form = queries.priority_for(request.actor, pk), AcceptForm(request.POST)
    given = cleaned(form)
    charge = Charge(given["until"]) if given["until"] else None
    task = actions.accept(priority=found, by=request.actor, reason=given["reason"], charge=charge)
    words = f" {task} поставлена: {task.whom}." if task else ""
    messages.success(request, f"Приоритет принят.{words}")
    return _back(found)


@login_required
@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.RATINGS)
    found = queries.priority_for(request.actor, pk)
    actions.refuse(priority=found, by=request.actor, **cleaned(RefuseForm(request.POST)))
    messages.success(request, "Приоритет отклонён.")
    return _back(found)


def _run(request: Request, pk: int) -> tuple[RatingRun, list[RatingRow], dict[str, Any]]:
    """The rating, all its rows, and what every page of it shows."""
    read(request)
    found = queries.run_for(request.actor, pk)
    given = request.GET.get("scope", "")
    scope = given if given in SCOPES else "all"
    period = Period(found.since, found.until)
    context = {
        "run": found, "method": found.method, "period": period, "scope": scope,
        "scopes": [(code, words, code == scope) for code, words in SCOPES.items()],
        "parts": [PARTS[code] for code in found.method.parts], "scope_name": SCOPES[scope],
        "told": explained(found.method, BASES[Basis(found.method.basis)]),
        "now_differs": changed(found.method, queries.policy_of(found.municipality)),
        "may_export": bool(may(request.actor, Permission.EXPORT)),
        "leads": bool(may(request.actor, Permission.RATINGS)), "days": days(found.since, found.until),
    }  # fmt: skip
    return found, list(found.rows.all()), context


def _lines(
    request: Request, found: RatingRun, rows: list[RatingRow], scope: str, other: RatingRun | None
) -> list[Line]:
    """The rows the reader may know, with the places of the other rating."""
    bodies = Body.objects.filter(pk__in=[row.body_id for row in rows])
    kept = {body.pk for body in bodies if queries.visible(request.actor, body)}
    before: dict[int, int | None] = {}
    if other:
        before = dict(other.rows.filter(scope=scope).values_list("body_id", "place"))
    doors = {pk: reverse("ratings:run-body", args=[found.pk, pk]) for pk in kept}
    named = [(each.name, each.scored) for each in queries.frozen_board(rows, scope)]
    return lines(named, found.method, kept, doors, before, {})


def _former(found: RatingRun) -> RatingRun | None:
    return queries.former_of(found.municipality, Period(found.since, found.until))


def _of_body(
    request: Request, found: RatingRun, rows: list[RatingRow], context: dict[str, Any], body: Body
) -> HttpResponse:
    row = next((r for r in rows if r.body_id == body.pk and r.scope == context["scope"]), None)
    compared = sum(r.scope == context["scope"] and r.place is not None for r in rows)
    context |= {
        "body": body, "compared": compared, "history": history(body), "as_of": found.as_of,
        "comments": queries.comments_of(found, [body.pk]), "comment_form": CommentForm(),
        "may_comment": queries.may_comment(request.actor, body), "accept_form": AcceptForm(),
        "refuse_form": RefuseForm(), "drills": bool(may(request.actor, Permission.SEE)),
        "priorities": [
            (one, tasks_of(request.actor, one._meta.label_lower, one.pk))
            for one in queries.priorities_of(found, body)
        ],
    }  # fmt: skip
    if row is not None:
        context |= opened(row.scored, found.method)
    return render(request, "ratings/body.html", context)


def _back(found: Priority) -> HttpResponse:
    return redirect("ratings:run-body", found.run_id, found.body_id)
