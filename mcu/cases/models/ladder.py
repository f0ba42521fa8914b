"""Who is told before a term and after it, where a municipality says it itself."""

from typing import ClassVar

from django.db import models

from mcu.cases.rules.conditions import read
from mcu.cases.rules.ladder import UNITS, Rung, When, Whom
from mcu.org.models import Municipality


class LadderRung(models.Model):
    """One step of the ladder of a municipality; without a single one the default ladder holds."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="ladder")
    code = models.SlugField("код", max_length=16)
    when = models.CharField("когда", max_length=6, choices=When.choices)
    value = models.PositiveIntegerField("сколько")
    unit = models.CharField("единица", max_length=20, choices=list(UNITS.items()))
    whom = models.CharField("кому", max_length=20, choices=Whom.choices)
    kind = models.CharField("срок чего", max_length=20, blank=True)
    condition = models.JSONField("только если", default=dict, blank=True)

    class Meta:
        verbose_name = "ступень контроля"
        ordering: ClassVar = ["-when", "value", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="ladder_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_whom_display()} {self.get_when_display()}"

    @property
    def view(self) -> Rung:
        return Rung(
            self.code, self.when, self.value, self.unit, self.whom, self.kind, read(self.condition)
        )
