"""Templates of answers: their pages in «Настройки», and what the editor takes in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from mcu.cases import forms, queries
from mcu.cases.actions import templates as actions
from mcu.cases.forms.templates import TemplateForm
from mcu.cases.models import AnswerTemplate, Case
from mcu.cases.queries.answering import reviewed
from mcu.cases.queries.templates import (
    PLACEHOLDERS,
    fitting,
    good_past,
    past_for,
    template_for,
    templates_of,
)
from mcu.cases.rules.workflow import Verb, check
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

PAGE = 100


@login_required
@require_GET
def template_list(request: Request) -> HttpResponse:
    require(request.actor, Permission.SETTINGS)
    words = request.GET.get("q", "")[:100]
    rows = templates_of(request.actor.municipality_id, words)[:PAGE]
    shown = {"rows": rows, "q": words, "may_change": bool(may(request.actor, Permission.NORMS))}
    return render(request, "cases/templates.html", shown)


@login_required
def template(request: Request, pk: int = 0) -> HttpResponse:
    """One template, or an empty form for a new one; what is refused stands beside the form."""
    require(request.actor, Permission.NORMS)
    found = template_for(request.actor, pk) if pk else None
    form = TemplateForm(request.POST or None, actor=request.actor, template=found)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        messages.success(request, "Шаблон сохранён.")
        return redirect("cases:templates")
    shown = {"form": form, "template": found, "placeholders": PLACEHOLDERS}
    return render(request, "cases/template.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    found = template_for(request.actor, pk)
    active = request.POST.get("active") == "yes"
    actions.retire_template(template=found, active=active, by=request.actor)
    messages.success(request, "Шаблон снова в ходу." if active else "Шаблон убран.")
    return redirect("cases:templates")


@login_required
@require_GET
def offered(request: Request, pk: int) -> HttpResponse:
    """What the editor offers to begin with; a page of its own without a script."""
    case = _drafted(request, pk)
    shown = {
        "case": case,
        "templates": fitting(case, request.GET.get("q", "")[:100]),
        "past": good_past(case, request.actor),
    }
    return render(request, f"cases/offered.html{'#offered' if request.htmx else ''}", shown)


@login_required
@require_POST
def insert(request: Request, pk: int) -> HttpResponse:
    """The chosen text behind what stands in the editor; nothing is saved yet."""
    case = _drafted(request, pk)
    kind, _, key = request.POST.get("insert", "").partition(":")
    if kind not in ("template", "past") or not key.isdecimal() or len(key) > 18:
        raise RuleViolation("Выберите шаблон или ответ из списка.")
    if kind == "template":
        chosen = actions.use_template(template=template_for(request.actor, int(key)), case=case)
    else:
        chosen = past_for(case, request.actor, int(key)).text
    before = request.POST.get("text", "").rstrip()
    text = f"{before}\n\n{chosen}" if before else chosen
    if request.htmx:
        part = render(request, "cases/parts/answer_text.html", {"case": case, "text": text})
        return trigger_client_event(part, "answer-inserted", after="settle")
    shown = {"case": case, "text": text, "told": reviewed(case, text, timezone.now())}
    return render(request, "cases/checked.html", shown)


def _drafted(request: Request, pk: int) -> Case:
    """The case, when this person may write its answer."""
    case = queries.case_for(request.actor, pk)
    check(Verb.DRAFT, case.state, request.actor, queries.belongs(case))
    return case


def _saved(request: Request, found: AnswerTemplate | None, form: TemplateForm) -> bool:
    place = request.user.municipality
    try:
        actions.save_template(
            template=found, municipality=place, by=request.actor, **forms.cleaned(form)
        )
    except RuleViolation as refusal:
        form.add_error("text", refusal.sentence)
        return False
    return True
