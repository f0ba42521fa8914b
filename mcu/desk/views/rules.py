"""«Правила»: when this happens and the condition holds, then these acts; tried on the past first."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases.actions.deeds import undo
from mcu.cases.actions.rules import move_rule, set_rule, switch_rule
from mcu.cases.forms.rules import MONTHS, RuleForm
from mcu.cases.models import Rule, RuleRun
from mcu.cases.queries.automation import (
    DryRun,
    dry_run,
    reference_of,
    rule_for,
    rule_runs,
    rules_of,
)
from mcu.cases.queries.naming import names_for
from mcu.cases.rules.automation import Act, Deed, act_words, read_acts
from mcu.cases.rules.conditions import ALWAYS, read, words
from mcu.cases.rules.planning import Reference
from mcu.cases.views.conditions import builder, fits
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission
MONTH = timedelta(days=30)


@login_required
@require_GET
def rules(request: Request) -> HttpResponse:
    """All rules in the order they are asked."""
    require(request.actor, P.SETTINGS)
    place_id = request.actor.municipality_id
    reference = reference_of(place_id)
    rows = [_line(rule, place_id, reference) for rule in rules_of(place_id)]
    shown = {"rows": rows, "may_change": may(request.actor, P.TOPICS)}
    return render(request, "desk/rules.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(request.actor, P.TOPICS)
    return _edited(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: Request, pk: int) -> HttpResponse:
    """One rule: what it did, and for whoever may its content and a trial on the past."""
    require(request.actor, P.TOPICS if request.method == "POST" else P.SETTINGS)
    return _edited(request, rule_for(request.actor, pk))


@login_required
@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """On, off, earlier or later."""
    require(request.actor, P.TOPICS)
    found, verb = rule_for(request.actor, pk), request.POST.get("verb", "")
    if verb in {"up", "down"}:
        move_rule(rule=found, up=verb == "up", by=request.actor)
        return redirect("desk:rules")
    switch_rule(rule=found, active=verb == "on", by=request.actor)
    messages.success(request, f"Правило «{found}» {'включено' if verb == 'on' else 'выключено'}.")
    return redirect("desk:rule", pk)


@login_required
@require_POST
def take_back(request: Request, pk: int, run: int) -> HttpResponse:
    require(request.actor, P.TOPICS)
    found = get_object_or_404(RuleRun, rule=rule_for(request.actor, pk), pk=run)
    undo(run=found, by=request.actor)
    messages.success(request, f"{found.case}: сделанное правилом отменено.")
    return redirect("desk:rule", pk)


def _edited(request: Request, found: Rule | None) -> HttpResponse:
    """The form as it stands: tried, saved, or told what it lacks."""
    data = request.POST if request.method == "POST" else None
    built = builder(request, data=data, initial=read(found.condition) if found else ALWAYS)
    form = RuleForm(data, found, reference_of(request.actor.municipality_id))
    error, trial = "", None
    if data is not None and built.pressed in {"", "try"}:
        try:
            if built.pressed == "try":
                trial = _trial(request, form, built.condition)
            else:
                made = set_rule(
                    place=request.user.municipality, name=form.name, event=form.event,
                    hours=form.hours, condition=built.condition, acts=form.acts,
                    by=request.actor, rule=found,
                )  # fmt: skip
                messages.success(request, f"Правило «{made}» сохранено, версия {made.version}.")
                return redirect("desk:rule", made.pk)
        except RuleViolation as refusal:
            error = refusal.sentence
    shown = {"form": form, "builder": built, "fits": fits(request, built), "error": error}
    shown |= {"trial": trial, "tried": _tried(trial, form.reference) if trial else []}
    shown |= _history(request, found, form.reference)
    return render(request, "desk/rule.html", shown, status=422 if error else 200)


def _trial(request: Request, form: RuleForm, condition) -> DryRun:  # type: ignore[no-untyped-def]
    now = timezone.now()
    months = form.month if form.month in MONTHS else MONTHS[0]
    return dry_run(
        place=request.user.municipality, event=form.event, hours=max(form.hours, 1),
        condition=condition, acts=form.acts, since=now - months * MONTH, now=now,
    )  # fmt: skip


def _tried(trial: DryRun, reference: Reference) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    """Each event with its acts in words: what it would do, what stood there, what of it."""
    return [
        (would, [(act_words(p.act, reference.names), _stood(p.before, reference), _result(p.said))
                 for p in would.plans])
        for would in trial.shown
    ]  # fmt: skip


def _history(request: Request, found: Rule | None, reference: Reference) -> dict[str, Any]:
    may_change = bool(may(request.actor, P.TOPICS))
    if found is None:
        return {"rule": None, "may_change": may_change}
    runs = [
        (run, [(act_words(_said(row), reference.names), _stood(row["before"], reference),
                _result(row)) for row in run.done])
        for run in rule_runs(found)
    ]  # fmt: skip
    return {
        "rule": found,
        "line": _line(found, request.actor.municipality_id, reference),
        "runs": runs,
        "versions": found.versions.all()[:20],
        "may_change": may_change,
    }


def _line(rule: Rule, place_id: int, reference: Reference) -> dict[str, Any]:
    """A rule in words."""
    condition = read(rule.condition)
    return {
        "rule": rule,
        "condition": words(condition, names_for(place_id, condition.fields)),
        "acts": [act_words(act, reference.names) for act in read_acts(rule.acts)],
    }


def _said(row: dict[str, str]) -> Act:
    return Act(Deed(row["do"]), row["value"])


def _stood(before: str, reference: Reference) -> str:
    """What stood there before the act, in words."""
    if before.count("|") != 3:
        return reference.names["importance"].get(before, "")
    _, body, block, executor = before.split("|")
    names = reference.names
    parts = (names["body"].get(body), names["block"].get(block), names["person"].get(executor))
    return next((part for part in parts if part), "никому не назначено")


def _result(row: dict[str, str]) -> str:
    if row["result"] == "refused":
        return f"не сделано: {row.get('why', '')}"
    return "уже так" if row["result"] == "same" else "сделано"
