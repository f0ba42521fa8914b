"""Seasons of the topics, what is spoken of all year, addresses that come back, peaks that are near."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import counts_by, whose
from mcu.analytics.rules.slices import Slice
from mcu.analytics.rules.summary import Period, rounded
from mcu.cases.models import ApplicantKey, Topic
from mcu.cases.queries import cases_for
from mcu.cases.rules.workflow import FINISHED
from mcu.insight.queries.flow import HISTORY, topics_by_code
from mcu.insight.rules.expected import Matrix
from mcu.insight.rules.seasons import (
    LEAST_YEAR,
    LONG_COUNT,
    LONG_MONTHS,
    Coming,
    Profile,
    by_classifier,
    coming,
    profile,
    systemic,
)
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.models import Task
from mcu.tasks.queries import tasks_for

LAST_YEAR, LONG_BACK, MOST_ADDRESSES, MOST_TOPICS = 365, 548, 30, 40
RECENT = timedelta(days=120)
FEWEST_TO_SHARE, FEWEST_A_MONTH = 60, 5  # what may be told of messages one may not read


@dataclass(frozen=True, slots=True)
class Season:
    """A topic with its year."""

    topic: Topic
    profile: Profile


@dataclass(frozen=True, slots=True)
class Peak:
    """A peak that is near, and the tasks set about it."""

    topic: Topic
    coming: Coming
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class Resonance:
    """How far a topic is heard: numbers only, of the last year."""

    topic: Topic
    count: int
    authors: int
    streets: int
    settlements: int
    months: int
    repeated: float
    collective: int
    words: str


@dataclass(frozen=True, slots=True)
class Address:
    """A house that is written of month after month."""

    topic: str
    code: str
    place: str
    count: int
    months: int
    first: Any
    last: Any
    open: int


@dataclass(frozen=True, slots=True)
class Seasons:
    history: int
    seasons: list[Season]
    peaks: list[Peak]


def protected(found: Seasons) -> Seasons:
    """For whoever may know totals only: no topic and no month few wrote in, totals to five, no
    task."""
    large = [one for one in found.seasons if one.profile.total >= FEWEST_TO_SHARE]
    shown = [one.profile.without_few(FEWEST_A_MONTH) for one in large]
    years = [
        replace(one, profile=replace(profile, total=rounded(profile.total)))
        for one, profile in zip(large, shown, strict=True)
    ]
    peaks = [
        replace(one, coming=replace(one.coming, messages=rounded(one.coming.messages)), tasks=[])
        for one in found.peaks
    ]
    return Seasons(found.history, years, peaks)


def seasons(actor: Actor, place: Municipality, today: date) -> Seasons:
    """The year of the groups of topics, and the peaks of groups and topics within three weeks."""
    chosen = Slice(Period(today - HISTORY, today))
    rows = counts_by(
        chosen,
        ("day", "topic_group", "topic"),
        whose(actor, place),
        place,
        manifest=mart.published(),
    )
    first = min((row[0] for row in rows), default=today)
    days = (today - first).days + 1
    groups: dict[str, Matrix] = defaultdict(lambda: np.zeros(days))
    topics: dict[str, Matrix] = defaultdict(lambda: np.zeros(days))
    for day, group, topic, count in rows:
        if group:
            groups[group][(day - first).days] += count
        if topic and topic != group:
            topics[topic][(day - first).days] += count
    known = topics_by_code(place, [*groups, *topics])
    largest = sorted(groups, key=lambda code: -groups[code].sum())[:MOST_TOPICS]
    years = [Season(known[code], profile(groups[code], first)) for code in largest if code in known]
    return Seasons(days, years, _peaks(actor, known, {**groups, **topics}, first, today))


def _peaks(
    actor: Actor, known: dict[str, Topic], counts: dict[str, Matrix], first: date, today: date
) -> list[Peak]:
    found = {code: coming(row, first, today) for code, row in counts.items() if code in known}
    if (today - first).days < LEAST_YEAR:
        found = {code: by_classifier(known[code].season, today) for code in found}
    near = {known[code]: peak for code, peak in found.items() if peak}
    recent = tasks_for(actor).filter(
        object_type=Topic._meta.label_lower, object_id__in=[topic.pk for topic in near],
        set_at__gte=timezone.now() - RECENT,
    )  # fmt: skip
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in recent:
        tasks[task.object_id or 0].append(task)
    peaks = [Peak(topic, peak, tasks[topic.pk]) for topic, peak in near.items()]
    return sorted(peaks, key=lambda one: (one.coming.starts, -one.coming.messages))


def resonances(actor: Actor) -> list[Resonance]:
    """Groups of topics of the last year, the widest spread first. Authors are counted by the blind index,
    within a channel: nobody is named, and whoever left nothing to be reached by is not counted."""
    author = ApplicantKey.objects.filter(case=OuterRef("pk")).order_by("value").values("value")[:1]
    rows = (
        _recent(actor, LAST_YEAR)
        .filter(topic__isnull=False)
        .annotate(author=Subquery(author), month=TruncMonth("received_at"))
        .order_by()
        .values(group=F("topic__path"))
        .annotate(
            n=Count("pk"), authors=Count("author", distinct=True), months=Count("month", distinct=True),
            streets=Count("street", distinct=True, filter=~Q(street="")),
            settlements=Count("settlement", distinct=True, filter=~Q(settlement="")),
            again=Count("pk", filter=Q(appeal__former__isnull=False) | Q(source__repeated=True)),
            collectives=Count("pk", filter=Q(collective=True)),
        )
        .order_by("-streets", "-n")[:MOST_TOPICS]
    )  # fmt: skip
    paths = {row["group"]: row for row in rows}
    topics = Topic.objects.filter(
        municipality_id=actor.municipality_id, path__in=paths, until_version__isnull=True
    )
    seen = max((row["months"] for row in rows), default=0)
    found = [_resonance(topic, paths[topic.path], seen) for topic in topics]
    return sorted(found, key=lambda one: (-one.streets, -one.count))


def _resonance(topic: Topic, row: dict[str, Any], seen: int) -> Resonance:
    repeated = row["again"] / row["n"]
    return Resonance(
        topic, row["n"], row["authors"], row["streets"], row["settlements"], row["months"],
        repeated, row["collectives"], systemic(row["months"], repeated, seen),
    )  # fmt: skip


def addresses(actor: Actor, settlement: str = "") -> list[Address]:
    """Houses with messages of one topic in three months at least of the last year and a half."""
    found = _recent(actor, LONG_BACK)
    rows = (
        (found.filter(settlement=settlement) if settlement else found)
        .exclude(street="")
        .exclude(house="")
        .filter(topic__isnull=False)
        .annotate(month=TruncMonth("received_at"))
        .order_by()
        .values("topic__name", "topic__code", "settlement", "street", "house")
        .annotate(
            n=Count("pk"), months=Count("month", distinct=True), first=Min("received_at"),
            last=Max("received_at"), open=Count("pk", filter=~Q(state__in=sorted(FINISHED))),
        )
        .filter(months__gte=LONG_MONTHS, n__gte=LONG_COUNT)
        .order_by("-months", "-n")[:MOST_ADDRESSES]
    )  # fmt: skip
    return [
        Address(
            row["topic__name"], row["topic__code"],
            ", ".join(filter(None, [row["street"], row["house"], row["settlement"]])),
            row["n"], row["months"], row["first"], row["last"], row["open"],
        )
        for row in rows
    ]  # fmt: skip


def _recent(actor: Actor, days: int) -> Any:
    since = timezone.now() - timedelta(days=days)
    found = cases_for(actor, Permission.SUMMARY) & cases_for(actor)
    return found.filter(received_at__gte=since)


def topic_for(actor: Actor, pk: int) -> Topic:
    rows = Topic.objects.filter(municipality_id=actor.municipality_id, pk=pk)
    found = rows.select_related("municipality").first()
    if found is None:
        raise Http404("Такой темы нет.")
    return found
