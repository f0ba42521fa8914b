"""Questions to us and by us; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from mcu.cases.models import InfoRequest
from mcu.cases.queries.access import cases_for
from mcu.org.rules.roles import Actor, Permission

PAGE = 50
TO_US, BY_ME, ALL = "to_us", "by_me", "all"


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page of the list."""

    rows: Sequence[InfoRequest]
    page: int
    more: bool
    waiting: int


def is_asked(request: InfoRequest, actor: Actor) -> bool:
    """Whether the actor is of those who were asked, and not who asked."""
    if actor.person_id is not None and request.asked_by_id == actor.person_id:
        return False
    return request.body_id in actor.body_ids or request.block_id in actor.block_ids


def questions(actor: Actor, whose: str, *, open_only: bool, words: str, page: int) -> QuestionPage:
    """Those that wait first, by their term."""
    found = _of(actor, whose)
    waiting = found.filter(replied_at__isnull=True).count()
    if open_only:
        found = found.filter(replied_at__isnull=True)
    for word in words.split()[:8]:
        found = found.filter(Q(question__icontains=word) | Q(case__number__icontains=word))
    related = ("case", "block", "body", "term", "asked_by", "replied_by")
    rows = found.select_related(*related).annotate(follow_ups=Count("messages"))
    start = (max(page, 1) - 1) * PAGE
    ordered = rows.order_by(
        F("replied_at").desc(nulls_first=True), F("term__due_at").asc(nulls_last=True), "-pk"
    )
    lines = list(ordered[start : start + PAGE + 1])
    return QuestionPage(lines[:PAGE], max(page, 1), len(lines) > PAGE, waiting)


def _of(actor: Actor, whose: str) -> QuerySet[InfoRequest]:
    rows = InfoRequest.objects.filter(case__municipality_id=actor.municipality_id)
    if whose == BY_ME:
        return rows.filter(asked_by_id=actor.person_id or 0)
    to_us = Q(block_id__in=actor.block_ids) | Q(body_id__in=actor.body_ids)
    if whose == TO_US:
        return rows.filter(to_us)
    if actor.reach(Permission.SEE).everywhere:
        return rows
    return rows.filter(to_us | Q(case__in=cases_for(actor).values("pk")))


def unseen_of(requests: list[InfoRequest], actor: Actor) -> list[int]:
    """Of the questions of a card those to the actor that nobody there has seen."""
    return [row.pk for row in requests if row.seen_at is None and is_asked(row, actor)]
