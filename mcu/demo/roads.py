"""Why the roads of the invented town come again, and the road map that removes it: two points done, one
of them late, one overdue, one ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mcu.cases.queries import classifier_for
from mcu.coordination.actions import causes, road_maps
from mcu.coordination.actions.causes import CauseText
from mcu.coordination.models import Milestone, RoadMap
from mcu.coordination.rules.states import CauseKind
from mcu.demo.staff import Staff
from mcu.org.models import Body, Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor
from mcu.tasks.actions import gather, life

BEGAN = timedelta(days=70)
TOPIC = "dorogi"


@dataclass(frozen=True, slots=True)
class Step:
    """A point: its day and the day it was done, counted from the approval."""

    what: str
    due: int
    done: int | None = None
    proof: str = ""


STEPS = (
    Step("Обследовать улицы, о которых пишут чаще всего", 14, 12, "Ведомость на 9 улиц, 14 участков."),
    Step("Согласовать график ремонта с подрядчиком", 30, 34, "График подписан обеими сторонами."),
    Step("Заменить покрытие на двух худших участках", 60),
    Step("Весной проверить участки, которые на гарантии", 160),
)  # fmt: skip


def mend_roads(place: Municipality, staff: Staff, until: datetime) -> None:
    """Once: a town that has a road map keeps it."""
    if RoadMap.objects.filter(municipality=place).exists():
        return
    chief, at = staff.by_login["chief"], until - BEGAN
    text = CauseText(
        "Покрытие отслужило срок: ямочного ремонта хватает до первой весны", CauseKind.WORN,
        topic=classifier_for(place.pk).by_code[TOPIC],
    )  # fmt: skip
    cause = causes.enter(municipality=place, text=text, by=chief, now=at)
    row = road_maps.make(
        municipality=place, title="Дороги: ремонт по графику вместо ям", causes=[cause], by=chief,
        goal="Через год сообщений о дорогах вдвое меньше", now=at,
    )  # fmt: skip
    body = Body.objects.get(municipality=place, code="roads")
    began = at.astimezone(zone(place)).date()
    points = [
        road_maps.add_point(
            road_map=row, what=step.what, due=began + timedelta(days=step.due), body=body, by=chief,
            now=at,
        )
        for step in STEPS
    ]  # fmt: skip
    road_maps.approve(
        road_map=row, approval=road_maps.Approval("Глава округа", began), by=chief, now=at
    )
    for point, step in zip(points, STEPS, strict=True):
        if step.done is not None:
            worked = at + timedelta(days=step.done)
            _done(point, step, staff.by_login["executor.roads"], chief, worked)


def _done(point: Milestone, step: Step, worker: Actor, chief: Actor, at: datetime) -> None:
    point.refresh_from_db()
    task = point.task
    if task is None:
        return
    gather.add_evidence(task=task, by=worker, text=step.proof, now=at)
    life.report(task=task, by=worker, result=step.proof, now=at)
    life.accept(task=task, by=chief, now=at + timedelta(hours=20))
