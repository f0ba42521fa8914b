"""Causes and what hangs on them; papers of the whole municipality, for whoever reads its summary."""

from datetime import datetime

from django.db.models import Count, QuerySet
from django.http import Http404

from mcu.cases.models import Case, Problem
from mcu.cases.queries.effect import Measured, measure, place_of
from mcu.cases.queries.problem import problems_for
from mcu.coordination.models import Cause, RoadMap
from mcu.org.rules.roles import Actor

MOST_MEASURED = 5


def causes(actor: Actor) -> QuerySet[Cause]:
    rows = Cause.objects.filter(municipality_id=actor.municipality_id).select_related("topic")
    counted = {"problem_count": "problems", "map_count": "road_maps"}
    counts = {name: Count(of, distinct=True) for name, of in counted.items()}
    return rows.annotate(**counts).order_by("-number")


def cause_for(actor: Actor, pk: int) -> Cause:
    found = causes(actor).select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такой первопричины нет.")
    return found


def causes_of(problem: Problem) -> list[Cause]:
    return list(problem.causes.order_by("number"))


def problems_of(actor: Actor, cause: Cause) -> list[Problem]:
    """Those of its problems that the actor sees."""
    return list(problems_for(actor).filter(causes=cause).order_by("number"))


def messages_of(cause: Cause) -> QuerySet[Case] | None:
    """The group of messages it explains: of its topic at its place; None while one is not known."""
    here = place_of(cause)
    if cause.topic_id is None or here is None:
        return None
    return Case.objects.filter(here, municipality_id=cause.municipality_id, topic=cause.topic_id)


def effects(road_map: RoadMap, now: datetime) -> list[tuple[Cause, Measured | None]]:
    """The flow before and after the day it was done, for each cause with a topic and a place."""
    if road_map.ended_on is None:
        return []
    rows = road_map.causes.select_related("topic").order_by("number")
    return [(cause, _measured(cause, road_map, now)) for cause in rows[:MOST_MEASURED]]


def _measured(cause: Cause, road_map: RoadMap, now: datetime) -> Measured | None:
    here = place_of(cause)
    if cause.topic is None or here is None or road_map.ended_on is None:
        return None
    return measure(
        municipality_id=cause.municipality_id, topic=cause.topic, here=here,
        day=road_map.ended_on, now=now,
    )  # fmt: skip
