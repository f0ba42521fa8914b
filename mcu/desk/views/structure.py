"""Blocks and bodies: their pages, and the changes that make their versions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions import structure as cases
from mcu.desk import queries
from mcu.desk.forms import BlockTopicsForm
from mcu.org import actions
from mcu.org import queries as org
from mcu.org.actions import require, structure
from mcu.org.forms import (
    BlockForm,
    BodyForm,
    GroundsForm,
    IntoForm,
    LeaderForm,
    NewBodyForm,
    PlaceForm,
)
from mcu.org.middleware import Request
from mcu.org.models import Block, Body
from mcu.org.rules.roles import Belongs, Permission, Role, may
from mcu.org.views.frame import beside, status

P = Permission
VERSIONS = 50
Made = dict[str, GroundsForm]


@login_required
@require_GET
def blocks(request: Request) -> HttpResponse:
    """Every block with its people and what is open."""
    return _blocks_page(request, BlockForm(auto_id="add_%s"))


@login_required
@require_POST
def add_block(request: Request) -> HttpResponse:
    require(request.actor, P.ORGANISATION)
    form = BlockForm(request.POST, auto_id="add_%s")
    if form.is_valid():
        with beside(form):
            block = structure.add_block(
                municipality=request.user.municipality, by=request.actor, grounds=form.grounds,
                **form.values,
            )  # fmt: skip
            messages.success(request, f"Блок «{block}» заведён.")
            return redirect("desk:block", block.pk)
    return _blocks_page(request, form)


@login_required
@require_GET
def block(request: Request, pk: int) -> HttpResponse:
    return _block_page(request, _block(request, pk))


@login_required
@require_POST
def change_block(request: Request, pk: int, verb: str) -> HttpResponse:
    """One of BLOCK_VERBS; each makes a version."""
    found = _block(request, pk)
    require(request.actor, P.ORGANISATION)
    form = _chosen(_block_forms(request, found, request.POST), verb)
    done = _done(request, form, BLOCK_VERBS[verb], block=found)
    return redirect("desk:block", pk) if done else _block_page(request, found, **{verb: form})


@login_required
@require_POST
def appoint_leader(request: Request, pk: int) -> HttpResponse:
    """The responsible for the block puts somebody at its head."""
    found = _block(request, pk)
    require(request.actor, P.LEADERS)
    form = LeaderForm(request.POST, colleagues=_colleagues(request))
    if form.is_valid():
        with beside(form, "person"):
            actions.give_duty(
                role=Role.BLOCK_LEADER, block=found, by=request.actor, **form.cleaned_data
            )
            messages.success(request, f"{form.cleaned_data['person']} — руководитель блока.")
            return redirect("desk:block", pk)
    return _block_page(request, found, leader=form)


@login_required
@require_POST
def release_leader(request: Request, pk: int, duty: int) -> HttpResponse:
    """Today is the last day of this leader."""
    found = _block(request, pk)
    require(request.actor, P.LEADERS)
    held = get_object_or_404(queries.heads_of([pk], timezone.localdate()), pk=duty)
    if held.role != Role.BLOCK_LEADER:
        raise Http404("Здесь снимают только руководителей блока.")
    actions.end_duty(duty=held, by=request.actor, on=timezone.localdate())
    messages.success(request, f"{held.person} больше не руководит блоком «{found}».")
    return redirect("desk:block", pk)


@login_required
@require_GET
def body(request: Request, pk: int) -> HttpResponse:
    return _body_page(request, _body(request, pk))


@login_required
def add_body(request: Request) -> HttpResponse:
    require(request.actor, P.ORGANISATION)
    form = NewBodyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = structure.add_body(
                municipality=request.user.municipality, by=request.actor, grounds=form.grounds,
                **form.values,
            )  # fmt: skip
            messages.success(request, f"Орган «{made}» заведён.")
            return redirect("desk:body", made.pk)
    return render(request, "desk/body_add.html", {"form": form}, status=status(form))


@login_required
@require_POST
def change_body(request: Request, pk: int, verb: str) -> HttpResponse:
    """One of BODY_VERBS; each makes a version."""
    found = _body(request, pk)
    require(request.actor, P.ORGANISATION)
    form = _chosen(_body_forms(request, found, request.POST), verb)
    done = _done(request, form, BODY_VERBS[verb], body=found)
    return redirect("desk:body", pk) if done else _body_page(request, found, **{verb: form})


BLOCK_VERBS: dict[str, Callable[..., object]] = {
    "rename": structure.rename_block,
    "topics": cases.set_block_topics,
    "merge": cases.merge_blocks,
    "off": cases.switch_off_block,
    "on": cases.switch_on_block,
}
BODY_VERBS: dict[str, Callable[..., object]] = {
    "change": structure.change_body,
    "move": structure.move_body,
    "merge": cases.merge_bodies,
    "off": cases.switch_off_body,
    "on": cases.switch_on_body,
}


def _done(
    request: Request, form: GroundsForm, act: Callable[..., object], **of: Block | Body
) -> bool:
    """Whether the change was made; what is wrong with it goes beside the form."""
    if form.is_valid():
        with beside(form):
            act(**of, by=request.actor, grounds=form.grounds, **form.values)
            messages.success(request, "Изменение внесено, версия записана.")
            return True
    return False


def _chosen(made: Made, verb: str) -> GroundsForm:
    if verb not in made:
        raise Http404("Такого изменения нет.")
    return made[verb]


def _block_forms(request: Request, of: Block, data: Any = None) -> Made:
    if not of.active:
        return {"on": GroundsForm(data, auto_id="on_%s")}
    topics = queries.topic_choice(of) if data is None else ()
    return {
        "rename": BlockForm(data, initial={"name": of.name}, auto_id="rename_%s"),
        "topics": BlockTopicsForm(data, block=of, groups=topics, auto_id="topics_%s"),
        **_into_forms(request, of, data),
    }


def _body_forms(request: Request, of: Body, data: Any = None) -> Made:
    if not of.active:
        return {"on": GroundsForm(data, auto_id="on_%s")}
    known = {
        "name": of.name, "short_name": of.short_name, "kind": of.kind,
        "aliases": "\n".join(of.aliases),
    }  # fmt: skip
    place = {"parent": of.parent_id, "block": of.block_id}
    return {
        "change": BodyForm(data, initial=known, auto_id="change_%s"),
        "move": PlaceForm(data, initial=place, actor=request.actor, auto_id="move_%s"),
        **_into_forms(request, of, data),
    }


def _into_forms(request: Request, of: Block | Body, data: Any) -> Made:
    options: dict[str, Any] = {"of": of, "actor": request.actor}
    return {
        "merge": IntoForm(data, must=True, label="С кем объединить", auto_id="merge_%s", **options),
        "off": IntoForm(
            data, must=False, label="Кому открытые сообщения", auto_id="off_%s", **options
        ),
    }


def _blocks_page(request: Request, form: BlockForm) -> HttpResponse:
    context = {
        "rows": queries.block_rows(request.actor, timezone.localtime()),
        "form": form,
        "may_change": may(request.actor, P.ORGANISATION),
    }
    return render(request, "desk/blocks.html", context, status=status(form))


def _block_page(request: Request, of: Block, **given: Any) -> HttpResponse:
    now = timezone.localtime()
    may_change, may_lead = may(request.actor, P.ORGANISATION), _may_lead(request, of)
    heads = list(queries.heads_of([of.pk], now.date()))
    context = {
        "found": of,
        "responsible": [duty for duty in heads if duty.role == Role.BLOCK_HEAD],
        "leaders": [duty for duty in heads if duty.role == Role.BLOCK_LEADER],
        "bodies": of.bodies.filter(active=True),
        "topics": of.route_set.filter(settlement="", condition={}).select_related(
            "topic__parent", "body"
        ),
        "work": queries.work_by(request.actor, "block", now).get(of.pk),
        "versions": queries.history_of(of)[:VERSIONS],
        "forms": _block_forms(request, of) | given if may_change else {},
        "consequences": queries.consequences(of, now) if may_change else None,
        "leader_form": _leader_form(request, given) if may_lead else None,
        "may_open": may(request.actor, P.SETTINGS),
    }
    wrong = any(form.errors for form in given.values())
    return render(request, "desk/block.html", context, status=422 if wrong else 200)


def _body_page(request: Request, of: Body, **given: Any) -> HttpResponse:
    now, may_change = timezone.localtime(), may(request.actor, P.ORGANISATION)
    held = org.in_force(of.duty_set.all(), now.date()).select_related("person")
    context = {
        "found": of,
        "duties": held.order_by("role", "person__full_name"),
        "below": of.below.all(),
        "participant": getattr(of, "participant", None),
        "work": queries.work_by(request.actor, "body", now).get(of.pk),
        "versions": queries.history_of(of)[:VERSIONS],
        "forms": _body_forms(request, of) | given if may_change else {},
        "consequences": queries.consequences(of, now) if may_change else None,
        "may_open": may(request.actor, P.SETTINGS),
    }
    wrong = any(form.errors for form in given.values())
    return render(request, "desk/body.html", context, status=422 if wrong else 200)


def _may_lead(request: Request, of: Block) -> bool:
    """Whether the reader puts leaders at the head of this block."""
    whose = Belongs(of.municipality_id, block_id=of.pk)
    return of.active and bool(may(request.actor, P.LEADERS, whose))


def _leader_form(request: Request, given: dict[str, Any]) -> LeaderForm:
    return given.get("leader") or LeaderForm(colleagues=_colleagues(request), auto_id="leader_%s")


def _colleagues(request: Request) -> Any:
    return org.people(request.actor).prefetch_related(None).filter(is_active=True)


def _block(request: Request, pk: int) -> Block:
    return get_object_or_404(org.blocks(request.actor), pk=pk)


def _body(request: Request, pk: int) -> Body:
    found = org.bodies(request.actor).select_related("parent", "block", "participant__responsible")
    return get_object_or_404(found, pk=pk)
