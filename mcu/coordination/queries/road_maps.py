"""Road maps, their points and how far they are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from mcu.coordination.models import Milestone, RoadMap
from mcu.coordination.rules.progress import Point, Progress, progress
from mcu.coordination.rules.states import MapState
from mcu.org.rules.roles import Actor
from mcu.tasks.models import Task
from mcu.tasks.queries import tasks_for


def road_maps(actor: Actor) -> QuerySet[RoadMap]:
    return RoadMap.objects.filter(municipality_id=actor.municipality_id)


def road_map_for(actor: Actor, pk: int) -> RoadMap:
    rows = road_maps(actor).select_related("municipality", "act").prefetch_related("causes")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("Такой дорожной карты нет.")
    return found


def point_for(actor: Actor, pk: int) -> Milestone:
    rows = Milestone.objects.select_related("road_map", "task", "body", "person")
    found = rows.filter(road_map__municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого пункта нет.")
    return found


def points_of(road_map: RoadMap) -> list[Milestone]:
    """In the order of their days; `moves` is how often the day was moved, `proofs` what shows it done."""
    rows = road_map.points.select_related("body", "person", "task")
    moved, shown = Q(task__extensions__approved=True), Q(task__evidence__state="accepted")
    counts = {
        "moves": Count("task__extensions", filter=moved, distinct=True),
        "proofs": Count("task__evidence", filter=shown, distinct=True),
    }
    return list(rows.annotate(**counts).order_by("due", "pk"))


def progresses(
    road_maps: Iterable[int] | QuerySet[Any, Any], today: date
) -> tuple[dict[int, Progress], Progress]:
    """How far each of these is, and together those that were approved; one query."""
    found: dict[int, list[Point]] = defaultdict(list)
    whole: list[Point] = []
    for row in Milestone.objects.filter(road_map__in=road_maps).select_related("task", "road_map"):
        found[row.road_map_id].append(row.point)
        whole += [] if row.road_map.state == MapState.DRAFT else [row.point]
    return {key: progress(points, today) for key, points in found.items()}, progress(whole, today)


def readable(actor: Actor, points: Iterable[Milestone]) -> set[int]:
    """Keys of the tasks of these points that the actor may open."""
    keys = [point.task_id for point in points if point.task_id]
    return set(tasks_for(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def tasks_of(actor: Actor, object_type: str, pk: int) -> list[Task]:
    """The tasks about a paper that the actor may see."""
    rows = tasks_for(actor).filter(object_type=object_type, object_id=pk)
    return list(rows.select_related("body", "block", "executor").order_by("due_at", "pk"))
