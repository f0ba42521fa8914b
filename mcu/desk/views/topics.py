"""«Темы»: the classifier, its versions, and where each topic goes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions import profile as actions
from mcu.cases.forms.conditions import ConditionForm
from mcu.cases.models import Route, Topic
from mcu.cases.queries import topics_of
from mcu.cases.views.conditions import builder
from mcu.core.errors import RuleViolation
from mcu.desk import queries
from mcu.desk.forms import RenameForm, RouteForm, TopicForm
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission


@login_required
@require_GET
def topics(request: Request) -> HttpResponse:
    """The tree with search; a group opens when something in it is sought."""
    require(request.actor, P.SETTINGS)
    return _page(request, _topic_form(request))


@login_required
@require_POST
def add(request: Request) -> HttpResponse:
    """A topic or, without a group, a group."""
    require(request.actor, P.TOPICS)
    form = _topic_form(request, request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = {**form.cleaned_data, "season": list(form.cleaned_data["season"])}
    try:
        made = actions.add_topic(municipality=request.user.municipality, by=request.actor, **given)
    except RuleViolation as refusal:
        form.add_error("name", refusal.sentence)
        return _page(request, form)
    messages.success(request, f"Тема «{made.name}» добавлена.")
    return redirect("desk:topic", made.pk)


@login_required
@require_GET
def topic(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.SETTINGS)
    return _topic_page(request, queries.topic_for(request.actor, pk))


@login_required
@require_POST
def rename(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.TOPICS)
    found = queries.topic_for(request.actor, pk)
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            renamed = actions.rename_topic(
                topic=found, name=form.cleaned_data["name"], by=request.actor
            )
        except RuleViolation as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, f"Тема называется «{renamed.name}».")
            return redirect("desk:topic", renamed.pk)
    return _topic_page(request, queries.topic_for(request.actor, pk), rename=form)


@login_required
@require_POST
def set_route(request: Request, pk: int) -> HttpResponse:
    require(request.actor, P.TOPICS)
    found = queries.topic_for(request.actor, pk)
    form = RouteForm(request.POST, actor=request.actor)
    only = builder(request, prefix="only", data=request.POST)
    if form.is_valid() and not only.pressed:
        try:
            made = actions.set_route(
                topic=found, by=request.actor, condition=only.condition, **form.cleaned_data
            )
        except RuleViolation as refusal:
            form.add_error("body", refusal.sentence)
        else:
            messages.success(request, f"Маршрут: {made}.")
            return redirect("desk:topic", pk)
    return _topic_page(request, found, only, route=form)


@login_required
@require_POST
def remove_route(request: Request, pk: int, route: int) -> HttpResponse:
    require(request.actor, P.TOPICS)
    found = queries.topic_for(request.actor, pk)
    gone = get_object_or_404(Route, topic=found, pk=route)
    actions.remove_route(route=gone, by=request.actor)
    messages.success(request, "Маршрут убран.")
    return redirect("desk:topic", pk)


def _page(request: Request, form: TopicForm) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    shown = {
        "groups": queries.topic_groups(request.actor, words),
        "q": words,
        "form": form,
        "versions": queries.classifier_versions(request.actor),
        "may_change": may(request.actor, P.TOPICS),
    }
    return render(request, "desk/topics.html", shown, status=_status(form))


def _topic_page(
    request: Request, found: Topic, only: ConditionForm | None = None, **forms: Form
) -> HttpResponse:
    may_change = may(request.actor, P.TOPICS)
    empty: dict[str, Any] = {
        "rename": RenameForm(initial={"name": found.name}),
        "route": RouteForm(actor=request.actor),
    }
    shown = {
        "topic": found,
        "count": queries.cases_of(request.actor, found),
        "routes": queries.routes_of(request.actor, found),
        "group_routes": queries.routes_of(request.actor, found.parent) if found.parent else [],
        "builder": only or builder(request, prefix="only"),
        "former": queries.former_names(request.actor, found),
        "forms": empty | forms,
        "may_change": may_change,
    }
    return render(request, "desk/topic.html", shown, status=_status(*forms.values()))


def _topic_form(request: Request, data: Any = None) -> TopicForm:
    groups = topics_of(request.actor.municipality_id).filter(parent__isnull=True).order_by("name")
    return TopicForm(data, groups=groups)


def _status(*forms: Form) -> int:
    return 422 if any(form.errors for form in forms) else 200
