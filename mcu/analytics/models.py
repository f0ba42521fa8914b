"""What waits to be counted anew, and slices people keep."""

from typing import ClassVar

from django.db import models

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
