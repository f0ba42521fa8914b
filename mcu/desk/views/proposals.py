"""«Предложения»: asked for, decided, laid down by an act, carried out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core.errors import RuleViolation
from mcu.desk import queries
from mcu.org import actions
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.forms import ChangeForm, ProposalForm, StepForm
from mcu.org.middleware import Request
from mcu.org.models import Proposal
from mcu.org.rules.proposals import EDITABLE, Ask, Origin, Seen, State, Subject, Verb, available
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import beside, key_of, number_of_page, status, words_of

PAGE = 50
SENTENCES: dict[str, str] = {
    Verb.AGREE: "согласовано",
    Verb.APPROVE: "утверждено",
    Verb.RETURN: "возвращено",
    Verb.REJECT: "отклонено",
    Verb.RESUBMIT: "подано снова",
    Verb.WITHDRAW: "отозвано",
    Verb.ENACT: "закреплено актом",
    Verb.CARRY_OUT: "выполнено: состав изменён",
}


@login_required
@require_GET
def proposals(request: Request) -> HttpResponse:
    """All of them, narrowed by state, block and words."""
    require(request.actor, Permission.PROPOSE)
    found, words = org.proposals(request.actor), words_of(request)
    state, block = request.GET.get("state", ""), key_of(request, "block")
    if state in State.values:
        found = found.filter(state=state)
    if block:
        found = found.filter(block=block)
    if words:
        found = found.filter(text__icontains=words)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    context = {
        "page": page, "q": words, "state": state, "states": State, "block": block,
        "blocks": org.blocks(request.actor),
    }  # fmt: skip
    return render(request, "desk/proposals.html", context)


@login_required
def make(request: Request) -> HttpResponse:
    """A new proposal with the load of the block beside."""
    require(request.actor, Permission.PROPOSE)
    initial = {"block": key_of(request, "block"), "subject": request.GET.get("subject", "")}
    form = ProposalForm(request.POST or None, initial=initial, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with beside(form):
            made = actions.make_proposal(
                municipality=request.user.municipality, by=request.actor, made_by=request.user,
                **given | {"subject": Subject(given["subject"]), "origin": Origin(given["origin"])},
            )  # fmt: skip
            messages.success(request, f"{made} подано. Перечислите изменения, которые нужны.")
            return redirect("desk:proposal", made.pk)
    block = org.blocks(request.actor).filter(pk=key_of(request, "block") or 0).first()
    context = {"form": form, "rows": queries.workload(request.actor, timezone.now(), block)}
    return render(request, "desk/proposal_make.html", context, status=status(form))


@login_required
@require_GET
def proposal(request: Request, pk: int) -> HttpResponse:
    require(request.actor, Permission.PROPOSE)
    return _page(request, org.proposal_for(request.actor, pk))


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """One more change."""
    require(request.actor, Permission.PROPOSE)
    found = org.proposal_for(request.actor, pk)
    form = ChangeForm(request.POST, actor=request.actor, today=timezone.localdate())
    if form.is_valid():
        given = {**form.cleaned_data, "ask": Ask(form.cleaned_data["ask"])}
        with beside(form, "ask"):
            actions.ask_for(proposal=found, by=request.actor, **given)
            messages.success(request, "Изменение добавлено в предложение.")
            return redirect("desk:proposal", pk)
    return _page(request, found, form=form)


@login_required
@require_POST
def drop(request: Request, pk: int, change: int) -> HttpResponse:
    require(request.actor, Permission.PROPOSE)
    found = org.proposal_for(request.actor, pk)
    actions.drop_change(change=get_object_or_404(found.changes, pk=change), by=request.actor)
    messages.success(request, "Изменение убрано.")
    return redirect("desk:proposal", pk)


@login_required
@require_POST
def step(request: Request, pk: int, verb: str) -> HttpResponse:
    """One move of the table."""
    require(request.actor, Permission.PROPOSE)
    found = org.proposal_for(request.actor, pk)
    if verb not in SENTENCES:
        raise Http404("Такого шага нет.")
    form = StepForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Дата акта пишется так: 20.11.2026.")
    actions.move_proposal(proposal=found, verb=Verb(verb), by=request.actor, **form.cleaned_data)
    messages.success(request, f"{found}: {SENTENCES[Verb(verb)]}.")
    return redirect("desk:proposal", pk)


def _page(request: Request, found: Proposal, form: ChangeForm | None = None) -> HttpResponse:
    seen = Seen(found.state, found.made_by_id)
    roles = org.deciders(request.user.municipality, found.subject)
    own = found.made_by_id == request.user.pk and found.state in EDITABLE
    blank: Any = ChangeForm(actor=request.actor, today=timezone.localdate()) if own else None
    context = {
        "found": found,
        "moves": available(seen, request.actor, roles),
        "deciders": sorted(role.label for role in roles),
        "form": form or blank,
        "today": timezone.localdate(),
        "rows": queries.workload(request.actor, timezone.now(), found.block),
    }
    return render(request, "desk/proposal.html", context, status=status(form) if form else 200)
