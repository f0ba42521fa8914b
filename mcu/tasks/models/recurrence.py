"""Tasks that come again by themselves."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Body, Municipality, Person
from mcu.tasks.rules.kinds import CHOICES, UNITS
from mcu.tasks.rules.recurrence import Every, OffDay, Pattern, words


class Recurrence(models.Model):
    """What to set again and when; `made_until` is the last day that was gone through."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="task_recurrences")
    kind = models.CharField("вид", max_length=20, choices=CHOICES)
    title = models.CharField("что сделать", max_length=300)
    text = models.TextField("подробно", blank=True)
    steps = models.JSONField("пункты", default=list, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    executor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    setter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    setter_name = models.CharField(max_length=200)
    every = models.CharField("как часто", max_length=10, choices=Every.choices)
    number = models.PositiveSmallIntegerField("какой день", default=1)
    by_work = models.BooleanField("считать рабочие дни", default=False)
    off_day = models.CharField(
        "если выходной", max_length=10, choices=OffDay.choices, default=OffDay.NEXT
    )
    value = models.PositiveSmallIntegerField("срок")
    unit = models.CharField(max_length=20, choices=UNITS)
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    made_until = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "повтор задачи"
        ordering: ClassVar = ["stopped_at", "title", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def pattern(self) -> Pattern:
        return Pattern(self.every, self.number, self.off_day, self.by_work)

    @property
    def in_words(self) -> str:
        return words(self.pattern)
