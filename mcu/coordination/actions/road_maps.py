"""Road maps: drafted, approved with a task for each point, moved with a reason, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mcu.coordination.actions.paper import about, clean, few, next_number
from mcu.coordination.models import Cause, Milestone, RoadMap
from mcu.coordination.rules.states import MapState, approvable, endable
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.steps import STALE
from mcu.org.actions import require
from mcu.org.models import Body, LegalAct, Municipality, Person
from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.actions.extend import extend
from mcu.tasks.actions.life import What, cancel, set_task

MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved it, on which day, by which act where there is one."""

    by: str
    on: date
    act: LegalAct | None = None


@transaction.atomic
def make(
    *,
    municipality: Municipality,
    title: str,
    causes: Sequence[Cause],
    by: Actor,
    goal: str = "",
    now: datetime | None = None,
) -> RoadMap:
    require(by, Permission.COORDINATION)
    row = RoadMap(municipality=municipality, at=now or timezone.now(), by_name=by.name)
    _write(row, title, goal, causes)
    row.number = next_number(RoadMap, municipality)
    row.save()
    row.causes.set(causes)
    _journal("roadmap.make", row, by, now)
    return row


@transaction.atomic
def change(
    *,
    road_map: RoadMap,
    title: str,
    causes: Sequence[Cause],
    by: Actor,
    goal: str = "",
    now: datetime | None = None,
) -> RoadMap:
    """Only a draft: what was approved stands."""
    row = _locked(road_map, by, MapState.DRAFT)
    _write(row, title, goal, causes)
    row.save()
    row.causes.set(causes)
    _journal("roadmap.change", row, by, now)
    return row


@transaction.atomic
def add_point(
    *,
    road_map: RoadMap,
    what: str,
    due: date,
    by: Actor,
    body: Body | None = None,
    person: Person | None = None,
    effect: str = "",
    now: datetime | None = None,
) -> Milestone:
    """A point of a draft, or one more of a road map under way, with its task at once."""
    row = _locked(road_map, by, MapState.DRAFT, MapState.APPROVED)
    if not (body or person):
        raise RuleViolation("Выберите ответственного: орган или человека.")
    if row.points.count() >= MOST_POINTS:
        raise RuleViolation(f"В дорожной карте не больше {MOST_POINTS} пунктов.")
    point = Milestone(
        road_map=row, what=clean(what, "Напишите, что сделать.", 300), due=due, body=body,
        person=person, effect=clean(effect, most=500),
    )  # fmt: skip
    if row.state == MapState.APPROVED:
        point.task = _task(point, by, now)
    point.save()
    _journal("roadmap.point", row, by, now, {"until": due, "assigned": point.whom})
    return point


@transaction.atomic
def drop_point(*, point: Milestone, by: Actor, now: datetime | None = None) -> None:
    """Out of a draft; of an approved road map the task of the point is cancelled instead."""
    row = _locked(point.road_map, by, MapState.DRAFT)
    _journal("roadmap.drop", row, by, now, {"until": point.due, "assigned": point.whom})
    point.delete()


@transaction.atomic
def approve(
    *, road_map: RoadMap, approval: Approval, by: Actor, now: datetime | None = None
) -> RoadMap:
    """From now on it binds: each point becomes a task of whoever is responsible."""
    row = _locked(road_map, by, MapState.DRAFT)
    points, today = list(row.points.select_related("body", "person")), timezone.localdate(now)
    approvable(row.state, [point.due for point in points], today)
    if approval.on > today:
        raise RuleViolation("День утверждения ещё не наступил. Проверьте дату.")
    row.state, row.approved_on, row.act = MapState.APPROVED, approval.on, approval.act
    row.approved_by = clean(approval.by, "Напишите, кто утвердил.", 200)
    row.save()
    for point in points:
        point.task = _task(point, by, now)
        point.save()
    _journal("roadmap.approve", row, by, now, {"count": len(points), "day": approval.on})
    return row


@transaction.atomic
def move_point(
    *, point: Milestone, until: date, reason: str, by: Actor, now: datetime | None = None
) -> None:
    """More time, with a reason: an extension of its task, which counts them. The day it was approved
    with stays, and the share in time is counted by that."""
    row = _locked(point.road_map, by, MapState.APPROVED)
    if point.task is None:
        raise RuleViolation(STALE)
    extend(task=point.task, until=until, reason=clean(reason), by=by, now=now)
    _journal("roadmap.move", row, by, now, {"until": until})


@transaction.atomic
def end(
    *,
    road_map: RoadMap,
    on: date,
    result: str,
    by: Actor,
    stops: bool = False,
    now: datetime | None = None,
) -> RoadMap:
    """Done with every point accepted; or stopped, which cancels the tasks that are still open."""
    row = _locked(road_map, by, MapState.APPROVED)
    points = list(row.points.select_related("task"))
    left = [point.task for point in points if point.task and point.is_open]
    endable(row.state, len(left), stops=stops)
    if row.approved_on and not row.approved_on <= on <= timezone.localdate(now):
        raise RuleViolation("День завершения — между утверждением и сегодняшним днём.")
    row.result = clean(result, "Напишите, что получилось и что показывают данные.")
    for task in left:
        cancel(task=task, reason=f"{row} прекращена", by=by, now=now)
    row.state, row.ended_on = MapState.STOPPED if stops else MapState.DONE, on
    row.save()
    _journal("roadmap.stop" if stops else "roadmap.done", row, by, now, {"day": on})
    return row


def _locked(road_map: RoadMap, by: Actor, *states: str) -> RoadMap:
    require(by, Permission.COORDINATION)
    rows = RoadMap.objects.select_related("municipality").select_for_update(of=("self",))
    row = rows.get(pk=road_map.pk)
    if row.state not in states:
        raise RuleViolation(STALE)
    return row


def _write(row: RoadMap, title: str, goal: str, causes: Sequence[Cause]) -> None:
    if not causes:
        raise RuleViolation("Укажите хотя бы одну первопричину, которую устраняет карта.")
    few(list(causes))
    row.title, row.goal = clean(title, "Назовите дорожную карту.", 300), clean(goal)


def _task(point: Milestone, by: Actor, now: datetime | None):  # type: ignore[no-untyped-def]
    row = point.road_map
    what = What(
        title=point.what, kind="measure", body=point.body, executor=point.person, until=point.due,
        text=f"Ожидаемый эффект: {point.effect}" if point.effect else "",
    )  # fmt: skip
    url = reverse("coordination:road-map", args=[row.pk])
    return set_task(municipality=row.municipality, what=what, by=by, about=about(row, url), now=now)


def _journal(
    code: str, row: RoadMap, by: Actor, now: datetime | None, after: dict | None = None
) -> None:
    place = row.municipality_id
    journal.write(code, by=by, municipality_id=place, of=row, after=after or {}, at=now)
