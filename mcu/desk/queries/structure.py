"""Blocks and bodies with people, topics and what is open in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from mcu.cases.models import Case, InfoRequest, Route, Topic
from mcu.cases.queries import cases_for, topics_of
from mcu.cases.rules.workflow import FINISHED
from mcu.org.models import Block, Body, Duty, StructureChange
from mcu.org.queries import blocks, in_force
from mcu.org.rules.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class Work:
    """What is open now and how much of it is late."""

    open: int = 0
    late: int = 0


@dataclass(slots=True)
class BlockRow:
    """A block in the list."""

    block: Block
    work: Work
    bodies: int
    topics: int
    responsible: list[Duty] = field(default_factory=list)
    leaders: list[Duty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """A group with its topics; `chosen` holds the keys that belong to the block."""

    group: Topic
    topics: list[Topic]
    chosen: frozenset[int]

    @property
    def opened(self) -> bool:
        return any(topic.pk in self.chosen for topic in self.topics)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a merger or a switch-off would touch."""

    work: Work
    questions: int
    routes: int
    below: int
    duties: list[Duty]


def block_rows(actor: Actor, now: datetime) -> list[BlockRow]:
    """Every block, those in force first; five queries however many there are."""
    found = blocks(actor).annotate(n=Count("bodies", filter=Q(bodies__active=True)))
    topics = Counter(
        Route.objects.filter(municipality_id=actor.municipality_id, settlement="")
        .exclude(block=None)
        .values_list("block_id", flat=True)
    )
    work = work_by(actor, "block", now)
    rows = {
        block.pk: BlockRow(block, work.get(block.pk, Work()), block.n, topics[block.pk])
        for block in found.order_by("-active", "position", "name")
    }
    for duty in heads_of(rows, now.date()):
        row = rows[duty.block_id]  # type: ignore[index]
        (row.responsible if duty.role == Role.BLOCK_HEAD else row.leaders).append(duty)
    return list(rows.values())


def heads_of(keys: Iterable[int], day: date) -> QuerySet[Duty]:
    """The responsible and the leaders of these blocks."""
    held = Duty.objects.filter(
        block_id__in=list(keys), role__in=[Role.BLOCK_HEAD, Role.BLOCK_LEADER]
    )
    return in_force(held, day).select_related("person").order_by("person__full_name")


def work_by(actor: Actor, kind: str, now: datetime) -> dict[int, Work]:
    """Open and late cases the reader may see, by block or by body; one query."""
    rows = (
        cases_for(actor)
        .exclude(state__in=sorted(FINISHED))
        .filter(**{f"{kind}__isnull": False})
        .order_by()
        .values_list(f"{kind}_id")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    )
    return {key: Work(n, late) for key, n, late in rows}


def topic_choice(block: Block) -> list[TopicGroup]:
    """The whole classifier with what belongs to the block; two queries."""
    chosen = frozenset(
        Route.objects.filter(block=block, settlement="").values_list("topic_id", flat=True)
    )
    below: dict[int, list[Topic]] = {}
    groups = []
    for topic in topics_of(block.municipality_id).order_by("name"):
        if topic.parent_id is None:
            groups.append(topic)
        else:
            below.setdefault(topic.parent_id, []).append(topic)
    return [TopicGroup(group, below.get(group.pk, []), chosen) for group in groups]


def history_of(of: Block | Body) -> QuerySet[StructureChange]:
    """Every version, the latest first."""
    kind = "block" if isinstance(of, Block) else "body"
    return StructureChange.objects.filter(**{kind: of}).order_by("-number")


def consequences(of: Block | Body, now: datetime) -> Consequences:
    """What is told before anything is merged or switched off, whatever the reader may see."""
    kind = "block" if isinstance(of, Block) else "body"
    mine: dict[str, Any] = {kind: of}
    counted = (
        Case.objects.filter(**mine)
        .exclude(state__in=sorted(FINISHED))
        .aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    )
    held = Duty.objects.filter(**mine, until__isnull=True).select_related("person")
    return Consequences(
        work=Work(**counted),
        questions=InfoRequest.objects.filter(**mine, replied_at__isnull=True).count(),
        routes=Route.objects.filter(**mine).count(),
        below=of.bodies.count() if isinstance(of, Block) else of.below.count(),
        duties=list(held),
    )
