"""What waits to be counted anew, and slices people keep."""

from typing import ClassVar

from django.db import models

from mcu.analytics.rules import schedule
from mcu.org.models import Municipality, Person


class FactChange(models.Model):
    """A case whose facts changed and have not been counted into the mart.

    Written by triggers of the tables the facts come from, whoever changes them; taken away by
    `actions.mart.refresh`. Nothing refers back to the case, which may be gone.
    """

    municipality = models.ForeignKey(
        Municipality, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    case_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"изменилось {self.case_id}"


class SavedSlice(models.Model):
    """A slice under a name; `query` is the query string of the page."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="slices")
    name = models.CharField("название", max_length=80)
    query = models.CharField(max_length=4000)

    class Meta:
        verbose_name = "сохранённый срез"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="slice_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class SliceSchedule(models.Model):
    """When a saved slice leaves by mail, and to whom; each gets what their own rights show."""

    saved = models.OneToOneField(
        SavedSlice, models.CASCADE, primary_key=True, related_name="schedule"
    )
    every = models.CharField("как часто", max_length=5, choices=schedule.Every.choices)
    day = models.PositiveSmallIntegerField("день")
    hour = models.PositiveSmallIntegerField("час")
    people = models.ManyToManyField(Person, related_name="+", verbose_name="кому")
    since = models.DateTimeField("назначена")

    class Meta:
        verbose_name = "рассылка среза"

    def __str__(self) -> str:
        return schedule.words(self.every, self.day, self.hour)


class SliceSending(models.Model):
    """A slice for one person and one moment: written in the transaction of the letter, so never twice.

    `why` says why nothing was sent.
    """

    schedule = models.ForeignKey(SliceSchedule, models.CASCADE, related_name="sendings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    due = models.DateTimeField("за какой день")
    at = models.DateTimeField("когда")
    file = models.CharField(max_length=64, blank=True)
    why = models.CharField("почему не отправлен", max_length=200, blank=True)

    class Meta:
        verbose_name = "отправка среза"
        ordering: ClassVar = ["-due", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "person", "due"], name="slice_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.person}"
