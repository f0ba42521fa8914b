"""The cause behind problems or behind a group of messages."""

from typing import ClassVar

from django.db import models

from mcu.cases.models import Problem, Topic
from mcu.coordination.rules.states import CauseKind, CauseState
from mcu.org.models import Municipality


class Cause(models.Model):
    """Why it happens: of problems, or of all messages of a topic at a place.

    Its measures are tasks about it.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="causes", db_index=False
    )
    number = models.PositiveIntegerField("номер")
    statement = models.CharField("первопричина", max_length=500)
    kind = models.CharField("вид", max_length=15, choices=CauseKind.choices)
    state = models.CharField(
        "состояние", max_length=10, choices=CauseState.choices, default=CauseState.SUPPOSED
    )
    whys = models.JSONField("пять почему", default=list, blank=True)
    problems = models.ManyToManyField(Problem, related_name="causes", blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    street = models.CharField("улица", max_length=200, blank=True)
    landmark = models.CharField("ориентир", max_length=200, blank=True)
    established_by = models.CharField("кто установил", max_length=200, blank=True)
    grounds = models.TextField("чем установлено", blank=True)
    outcome = models.TextField("чем закончилось", blank=True)
    at = models.DateTimeField("записана")
    by_name = models.CharField(max_length=200)

    # Counted by `queries.causes`.
    problem_count: int
    map_count: int

    class Meta:
        verbose_name = "первопричина"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="cause_number_once")
        ]

    def __str__(self) -> str:
        return f"Первопричина № {self.number}"

    @property
    def address(self) -> str:
        return ", ".join(filter(None, [self.street, self.landmark, self.settlement]))
