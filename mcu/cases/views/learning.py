"""«Обучение»: how good suggestions are, which version makes them, lists confirmed at one blow."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import jobs, queries
from mcu.cases.actions import confirming, route
from mcu.cases.actions import learning as actions
from mcu.cases.forms.fields import cleaned
from mcu.cases.forms.learning import LearningForm, shown_pairs
from mcu.cases.models import LearnedModel
from mcu.cases.queries.confirming import MOST, confident, confirm_run_for, confirm_runs
from mcu.cases.queries.learning import examples, learning_page, model_for
from mcu.cases.queries.suggesting import charged_to, learning_of
from mcu.cases.rules.learning import Learning, Target
from mcu.cases.views.frame import acted
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission
SHOWN_REFUSALS = 5


@login_required
@require_GET
def learning(request: Request) -> HttpResponse:
    """Figures of the version in force or of the one asked for; for htmx only what goes on now."""
    require(request.actor, P.SETTINGS)
    template = "cases/learning.html#live" if request.htmx else "cases/learning.html"
    return render(request, template, _shown(request))


@login_required
@require_POST
def settings(request: Request) -> HttpResponse:
    """Other thresholds or another source: open messages are asked about again."""
    require(request.actor, P.TOPICS)
    place, form = request.user.municipality, LearningForm(request.POST)
    cleaned(form)
    if form.learning == learning_of(place.pk):
        messages.info(request, "Ничего не изменилось.")
        return redirect("cases:learning")
    actions.set_learning(place=place, learning=form.learning, by=request.actor)
    jobs.suggest_again.defer(municipality_id=place.pk)
    messages.success(request, "Настройки обучения сохранены.")
    return redirect("cases:learning")


@login_required
@require_POST
def train(request: Request) -> HttpResponse:
    require(request.actor, P.TOPICS)
    training = actions.ask_training(place=request.user.municipality, by=request.actor)
    jobs.learn.defer(training_id=training.pk)
    messages.success(request, "Обучение поставлено в очередь. Страницу можно закрыть.")
    return redirect("cases:learning")


@login_required
@require_POST
def bring_back(request: Request, pk: int) -> HttpResponse:
    model = actions.bring_back(model=model_for(request.actor, pk), by=request.actor)
    return _changed(request, model, f"Снова подсказывает версия {model.version}.")


@login_required
@require_POST
def stand_down(request: Request, pk: int) -> HttpResponse:
    model = actions.stand_down(model=model_for(request.actor, pk), by=request.actor)
    return _changed(request, model, f"Версия {model.version} больше не подсказывает.")


@login_required
@require_GET
def mistakes(request: Request, pk: int) -> HttpResponse:
    """Masked texts behind the figures: of the cases that this person sees anyway."""
    require(request.actor, P.SETTINGS)
    model = model_for(request.actor, pk)
    truth, guess = (request.GET.get(name, "")[:200] for name in ("truth", "guess"))
    rows = examples(model, request.actor, truth, guess)
    return render(request, "cases/learning_examples.html", {"model": model, "rows": rows})


@login_required
@require_POST
def charge_suggested(request: Request, pk: int) -> HttpResponse:
    """The proposed executor by one key."""
    case = queries.case_for(request.actor, pk)
    body, block = charged_to(case.municipality_id, request.POST.get("executor", ""))
    route.assign(
        case=case, body=body, block=block, reason="по подсказке программы", by=request.actor
    )
    return acted(request, pk, f"Назначено: {body or block}.")


@login_required
@require_GET
def sure(request: Request) -> HttpResponse:
    """What is going to be confirmed, line by line, before it is."""
    require(request.actor, P.CLASSIFY)
    shown = {
        "rows": confident(request.actor),
        "most": MOST,
        "learning": learning_of(request.actor.municipality_id),
        "runs": confirm_runs(request.actor)[:10],
        "may_settings": bool(may(request.actor, P.SETTINGS)),
    }
    return render(request, "cases/sure.html", shown)


@login_required
@require_POST
def confirm(request: Request) -> HttpResponse:
    require(request.actor, P.CLASSIFY)
    given = shown_pairs(request.POST, MOST)
    if not given:
        raise RuleViolation("Ничего не отмечено. Отметьте сообщения, темы которых верны.")
    done = confirming.confirm_many(place=request.user.municipality, shown=given, by=request.actor)
    messages.success(request, f"Подтверждено тем: {done.run.count}. Это можно отменить ниже.")
    if done.refusals:
        messages.error(request, "\n".join(done.refusals[:SHOWN_REFUSALS]))
    return redirect("cases:sure")


@login_required
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    run = confirming.undo(run=confirm_run_for(request.actor, pk), by=request.actor)
    left = run.count - run.undone
    words = f" С остальными ({left}) уже работают, они остались как есть." if left else ""
    messages.success(request, f"Подтверждение отменено для {run.undone}.{words}")
    return redirect("cases:sure")


def _shown(request: Request) -> dict[str, Any]:
    asked, version = request.GET.get("target", ""), request.GET.get("version", "")
    target = Target(asked) if asked in Target.values else Target.TOPIC
    number = int(version) if version.isdecimal() and len(version) < 9 else None
    page = learning_page(request.actor, target, number)
    form = LearningForm(initial={n: getattr(page.learning, n) for n in Learning.__slots__})
    may_change = bool(may(request.actor, P.TOPICS))
    return {"page": page, "targets": Target.choices, "form": form, "may_change": may_change}


def _changed(request: Request, model: LearnedModel, words: str) -> HttpResponse:
    jobs.suggest_again.defer(municipality_id=model.municipality_id)
    messages.success(request, words)
    return redirect(f"{reverse('cases:learning')}?target={model.target}")
