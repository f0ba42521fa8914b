"""The task: one kind of row for everything that somebody has to do by a day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mcu.org.models import Block, Body, Municipality, Person
from mcu.tasks.models.recurrence import Recurrence
from mcu.tasks.rules.kinds import CHOICES, KINDS, UNITS, TaskKind
from mcu.tasks.rules.workflow import FINISHED, State


class Task(models.Model):
    """What, who, by when. `object_…` names the thing it is about, of whatever app: lower ones are
    found by type and key, higher ones bring their address themselves.

    The term is `value` and `unit`, or a day when they are empty; `due_at` is what came of it, later
    than that once it was extended.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="tasks", db_index=False
    )
    kind = models.CharField("вид", max_length=20, choices=CHOICES)
    title = models.CharField("что сделать", max_length=300)
    text = models.TextField("подробно", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SET)
    important = models.BooleanField("важно", default=False)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="орган"
    )
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="tasks")
    executor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    helpers = models.ManyToManyField(Person, related_name="helped_tasks", blank=True)
    helping_bodies = models.ManyToManyField(Body, related_name="helped_tasks", blank=True)
    setter = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="set_tasks"
    )
    setter_name = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    value = models.PositiveSmallIntegerField("срок", null=True, blank=True)
    unit = models.CharField(max_length=20, choices=UNITS, blank=True)
    due_at = models.DateTimeField("срок до")
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField("что сделано", blank=True)
    conclusion = models.CharField("вывод юриста", max_length=12, blank=True)
    grounds = models.TextField("основания", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField("почему возвращена или отменена", blank=True)
    returns = models.PositiveSmallIntegerField("возвратов", default=0)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    object_name = models.CharField("о чём", max_length=300, blank=True)
    object_url = models.CharField(max_length=300, blank=True)
    recurrence = models.ForeignKey(
        Recurrence, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    occurrence = models.DateField("повтор за день", null=True, blank=True)
    depersonalised_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = ("title", "text", "result", "grounds", "reason")

    class Meta:
        verbose_name = "задача"
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "due_at"], name="task_by_due"),
            models.Index(
                fields=["municipality", "due_at"],
                condition=~Q(state__in=sorted(FINISHED)),
                name="task_open_by_due",
            ),
            models.Index(fields=["object_type", "object_id"], name="task_of_object"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recurrence", "occurrence"], name="occurrence_once"),
            models.CheckConstraint(condition=Q(due_at__gte=F("set_at")), name="task_due_after_set"),
        ]

    def __str__(self) -> str:
        return f"Задача № {self.pk}"

    @property
    def of_kind(self) -> TaskKind:
        return KINDS[self.kind]

    @property
    def is_open(self) -> bool:
        return self.state not in FINISHED

    @property
    def whom(self) -> str:
        """Who does it, in words."""
        place = str(self.body or self.block or "")
        person = self.executor.get_short_name() if self.executor else ""
        return " · ".join(part for part in (place, person) if part)
