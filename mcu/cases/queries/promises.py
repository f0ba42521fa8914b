"""Reading promises: whoever sees the case sees what was promised in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.cases.models import Answer, Attachment, Case, Promise
from mcu.cases.queries.access import belongs, cases_for
from mcu.cases.rules.promises import (
    NEAR_DAYS,
    PromiseFilter,
    PromiseState,
    Shown,
    Standing,
    standing,
)
from mcu.cases.rules.workflow import Move, Verb, available
from mcu.org.rules.roles import Actor

S = PromiseState
VERBS = frozenset(
    {
        Verb.PROMISE, Verb.KEEP, Verb.MOVE_PROMISE, Verb.DROP_PROMISE, Verb.TELL,
        Verb.AGREE_SECOND, Verb.RETURN_SECOND,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise and how it stands today."""

    promise: Promise
    standing: Standing


@dataclass(frozen=True, slots=True)
class CasePromises:
    """What the block of the card shows: promises, what may be done, files for a proof."""

    case: Case
    rows: list[PromiseView]
    can: frozenset[str]
    files: list[Attachment]
    unread: bool

    @property
    def suggested(self) -> list[PromiseView]:
        return [row for row in self.rows if row.promise.state == S.SUGGESTED]

    @property
    def given(self) -> list[PromiseView]:
        hidden = {S.SUGGESTED, S.DECLINED}
        return [row for row in self.rows if row.promise.state not in hidden]


def promises(actor: Actor, chosen: PromiseFilter, today: date) -> QuerySet[Promise]:
    """The promises of visible cases that fit, those due first on top."""
    found = _visible(actor).filter(_shown(chosen.show, today))
    if chosen.block:
        found = found.filter(block_id=chosen.block)
    if chosen.body:
        found = found.filter(body_id=chosen.body)
    if chosen.due_from:
        found = found.filter(due_on__gte=chosen.due_from)
    if chosen.due_to:
        found = found.filter(due_on__lte=chosen.due_to)
    if chosen.moved:
        found = found.filter(moved__gt=0)
    for word in chosen.q.split()[:8]:
        found = found.filter(Q(what__icontains=word) | Q(case__number__icontains=word))
    return found.select_related("case__topic", "block", "body", "executor").order_by("due_on", "pk")


def late_promises(actor: Actor, today: date) -> QuerySet[Promise]:
    """Promises whose day has passed: for the boards of others."""
    return promises(actor, PromiseFilter(show=Shown.LATE), today)


def promise_counts(actor: Actor, today: date) -> dict[str, int]:
    """How many stand under each tab of the page; one query."""
    tabs = [Shown.OPEN, Shown.LATE, Shown.SOON, Shown.SUGGESTED, Shown.TELL]
    from_case = _visible(actor)
    return {
        str(tab): count for tab, count in zip(tabs, _counted(from_case, tabs, today), strict=True)
    }


def promise_for(actor: Actor, pk: int) -> Promise:
    """The promise when its case is visible, else Http404."""
    found = _visible(actor).select_related("case__municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого обещания нет или оно не в вашем ведении.")
    return found


def promises_of(case: Case, actor: Actor, now: datetime) -> CasePromises:
    """The promises of a case already found for this actor."""
    today = timezone.localdate(now)
    rows = case.promises.select_related(
        "block", "body", "executor", "evidence", "term", "answer", "second_answer"
    )
    known = list(rows.prefetch_related("term__extensions"))
    published = case.answers.filter(state=Answer.State.PUBLISHED)
    read = {promise.answer_id for promise in known}
    return CasePromises(
        case=case,
        rows=[view_of(promise, today) for promise in known],
        can=frozenset(str(move.verb) for move in _moves(case, actor)),
        files=list(case.attachments.all()),
        unread=any(pk not in read for pk in published.values_list("pk", flat=True)),
    )


def view_of(promise: Promise, today: date) -> PromiseView:
    kept_on = timezone.localdate(promise.kept_at) if promise.kept_at else None
    told = promise.told_at is not None
    return PromiseView(
        promise, standing(promise.state, promise.due_on, today, kept_on=kept_on, told=told)
    )


def _visible(actor: Actor) -> QuerySet[Promise]:
    found = Promise.objects.filter(municipality_id=actor.municipality_id)
    return found if actor.sees_all else found.filter(case__in=cases_for(actor))


def _moves(case: Case, actor: Actor) -> list[Move]:
    return [move for move in available(case.state, actor, belongs(case)) if move.verb in VERBS]


def _shown(show: str, today: date) -> Q:
    conditions = {
        Shown.OPEN: Q(state=S.OPEN),
        Shown.LATE: Q(state=S.OPEN, due_on__lt=today),
        Shown.SOON: Q(state=S.OPEN, due_on__range=(today, today + timedelta(days=NEAR_DAYS))),
        Shown.SUGGESTED: Q(state=S.SUGGESTED),
        Shown.TELL: Q(state=S.KEPT, told_at__isnull=True),
        Shown.KEPT: Q(state=S.KEPT),
        Shown.RELEASED: Q(state=S.RELEASED),
        Shown.ALL: ~Q(state=S.DECLINED),
    }
    return conditions[Shown(show)]


def _counted(found: QuerySet[Promise], tabs: list[Shown], today: date) -> list[int]:
    wanted = {f"n{place}": Count("pk", filter=_shown(tab, today)) for place, tab in enumerate(tabs)}
    living = found.filter(
        Q(state__in=[S.SUGGESTED, S.OPEN]) | Q(state=S.KEPT, told_at__isnull=True)
    )
    return list(living.order_by().aggregate(**wanted).values())
