"""Proposals to work better: what is weak, what is proposed, what was decided."""

from typing import ClassVar

from django.db import models

from mcu.coordination.models import RoadMap
from mcu.insight.rules.weak import Weakness
from mcu.org.models import Body, Municipality
from mcu.tasks.models import Task


class Improvement(models.Model):
    """A weak side of a body in a period, accepted as a task or a point of a road map, or refused."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", "Принято"
        REFUSED = "refused", "Отклонено"

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="improvements", db_index=False
    )
    weakness = models.CharField("слабая сторона", max_length=12, choices=Weakness.choices)
    body = models.ForeignKey(
        Body, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="орган"
    )
    figure = models.CharField("показатель", max_length=300)
    since = models.DateField("период с")
    until = models.DateField("период по")
    state = models.CharField("решение", max_length=10, choices=State.choices)
    reason = models.CharField("почему", max_length=500, blank=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    road_map = models.ForeignKey(RoadMap, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("решено")
    decided_by_name = models.CharField("кто решил", max_length=200)

    class Meta:
        verbose_name = "предложение по улучшению"
        ordering: ClassVar = ["-decided_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-decided_at"], name="improvement_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.get_weakness_display()}: {self.body or 'без органа'}"
