"""What rose above the usual, and what people did about it."""

from typing import ClassVar

from django.db import models

from mcu.cases.models import Problem, Topic
from mcu.insight.rules.states import AlarmKind, AlarmState
from mcu.org.models import Block, Body, Municipality
from mcu.tasks.models import Task


class Alarm(models.Model):
    """A topic, everywhere or in one place, above its usual: from which day to which.

    `count`, `low` and `high` are those of the last `days` days when it was highest. `drawn` are
    [day, count, low, high] of the weeks before; `common` what its messages have in common. `block` and
    `body` have the most of its messages: whoever reads figures of theirs only sees it by them.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="alarms", db_index=False
    )
    kind = models.CharField("вид", max_length=10, choices=AlarmKind.choices)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    streets = models.JSONField("улицы", default=list, blank=True)
    since = models.DateField("с")
    until = models.DateField("по")
    days = models.PositiveSmallIntegerField("за сколько суток")
    count = models.PositiveIntegerField("сообщений")
    usual = models.FloatField("обычно")
    low = models.PositiveIntegerField("обычно от")
    high = models.PositiveIntegerField("обычно до")
    rarity = models.FloatField("вероятность случайности")
    drawn = models.JSONField(default=list, blank=True)
    common = models.JSONField(default=list, blank=True)
    block = models.ForeignKey(Block, models.SET_NULL, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Body, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(
        "состояние", max_length=10, choices=AlarmState.choices, default=AlarmState.NEW
    )
    problem = models.ForeignKey(
        Problem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="проблема"
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="задача"
    )
    note = models.CharField("что решено", max_length=500, blank=True)
    found_at = models.DateTimeField("замечен")
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    decided_by_name = models.CharField("кто решил", max_length=200, blank=True)

    class Meta:
        verbose_name = "всплеск"
        ordering: ClassVar = ["-until", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "-until"], name="alarm_by_state"),
            models.Index(fields=["municipality", "-until"], name="alarm_by_day"),
        ]

    def __str__(self) -> str:
        return f"Всплеск № {self.pk}"

    @property
    def name(self) -> str:
        """«Снег и наледь, Заречный»."""
        where = ", ".join([*self.streets[:2], *filter(None, [self.settlement])])
        return ", ".join(filter(None, [str(self.topic or "Весь поток"), where]))


class Watching(models.Model):
    """When a municipality was last looked through, and over how many days of history."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField("просмотрено")
    history = models.PositiveIntegerField("дней истории", default=0)
    series = models.PositiveIntegerField("рядов", default=0)

    class Meta:
        verbose_name = "просмотр потока"

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.at:%d.%m.%Y %H:%M}"
