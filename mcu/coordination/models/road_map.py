"""The road map that removes causes, and its points."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone

from mcu.coordination.models.cause import Cause
from mcu.coordination.rules.progress import Point
from mcu.coordination.rules.states import MapState
from mcu.org.models import Body, LegalAct, Municipality, Person
from mcu.tasks.models import Task
from mcu.tasks.rules.workflow import State


class RoadMap(models.Model):
    """Points by which causes are removed: who, by when, with what effect; approved by somebody."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="road_maps", db_index=False
    )
    number = models.PositiveIntegerField("номер")
    title = models.CharField("название", max_length=300)
    goal = models.TextField("ожидаемый эффект", blank=True)
    state = models.CharField(
        "состояние", max_length=10, choices=MapState.choices, default=MapState.DRAFT
    )
    causes = models.ManyToManyField(Cause, related_name="road_maps", blank=True)
    approved_by = models.CharField("кто утвердил", max_length=200, blank=True)
    approved_on = models.DateField("утверждена", null=True, blank=True)
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="акт"
    )
    ended_on = models.DateField("завершена", null=True, blank=True)
    result = models.TextField("результат", blank=True)
    at = models.DateTimeField("составлена")
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "дорожная карта"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="road_map_number_once")
        ]

    def __str__(self) -> str:
        return f"Дорожная карта № {self.number}"


class Milestone(models.Model):
    """A point. `due` is the day it is approved with; the day in force, state and proof are its task's."""

    road_map = models.ForeignKey(RoadMap, models.CASCADE, related_name="points")
    what = models.CharField("что сделать", max_length=300)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="орган"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField("срок")
    effect = models.CharField("ожидаемый эффект", max_length=500, blank=True)
    task = models.OneToOneField(
        Task, models.PROTECT, null=True, blank=True, related_name="milestone"
    )

    # Counted by `queries.points_of`.
    moves: int
    proofs: int

    class Meta:
        verbose_name = "пункт дорожной карты"
        ordering: ClassVar = ["due", "id"]

    def __str__(self) -> str:
        return self.what

    @property
    def whom(self) -> str:
        person = self.person.get_short_name() if self.person else ""
        return " · ".join(filter(None, [str(self.body or ""), person]))

    @property
    def until(self) -> date:
        """The day in force: that of the task once there is one."""
        return timezone.localdate(self.task.due_at) if self.task else self.due

    @property
    def is_open(self) -> bool:
        return self.task is not None and self.task.is_open

    @property
    def point(self) -> Point:
        """As the rules of progress want it."""
        task = self.task
        if task is None:
            return Point(self.due, self.due)
        accepted = task.state == State.ACCEPTED and task.done_at is not None
        done_on = timezone.localdate(task.done_at) if accepted else None
        return Point(self.due, self.until, done_on, task.state == State.CANCELLED)
