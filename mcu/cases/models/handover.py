"""Cases that a substitute works while their executor is away."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.org.models import Substitution


class HandOver(models.Model):
    """One case handed over at the beginning of a substitution; closed when it is given back.

    A case is handed over once in a substitution: whoever charges the absent person afterwards
    means it.
    """

    substitution = models.ForeignKey(Substitution, models.CASCADE, related_name="hand_overs")
    case = models.ForeignKey(Case, models.CASCADE, related_name="hand_overs")
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "передача на время отсутствия"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["substitution", "case"], name="handed_over_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["substitution"],
                condition=Q(returned_at__isnull=True),
                name="hand_over_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.substitution}"
