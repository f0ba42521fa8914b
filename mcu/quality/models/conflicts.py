"""The register of conflicts and errors of communication."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Case
from mcu.org.models import Body, Municipality
from mcu.quality.rules.conflict import ConflictState, Found, Kind


class Conflict(models.Model):
    """Something went wrong between a body and residents: what, what was advised, what was done."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="conflicts")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="conflicts")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name="орган")
    kind = models.CharField("что случилось", max_length=15, choices=Kind.choices)
    found = models.CharField("откуда известно", max_length=10, choices=Found.choices)
    state = models.CharField(
        max_length=10, choices=ConflictState.choices, default=ConflictState.NEW
    )
    words = models.TextField("описание", blank=True)
    advice = models.TextField("рекомендация", blank=True)
    outcome = models.TextField("что сделано", blank=True)
    at = models.DateTimeField("когда")
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = ("words", "advice", "outcome")

    class Meta:
        verbose_name = "конфликт"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "-at"], name="conflict_by_state")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_at__isnull=True),
                name="conflict_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
