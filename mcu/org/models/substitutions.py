"""Who stands in for whom while somebody is away."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mcu.org.models.people import Duty, Person
from mcu.org.models.place import Municipality
from mcu.org.rules.substitutions import Reason


class Substitution(models.Model):
    """An absence with whoever stands in: for one duty, or for all of them when `duty` is empty.

    Rights follow the days; `begun_at` and `ended_at` say when the program noticed, and an ended
    one never returns. Ended before its last day, it was called back early.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="substitutions")
    absent = models.ForeignKey(
        Person, models.CASCADE, related_name="absences", verbose_name="кто отсутствует"
    )
    substitute = models.ForeignKey(
        Person, models.CASCADE, related_name="stands_in", verbose_name="кто замещает"
    )
    duty = models.ForeignKey(
        Duty, models.CASCADE, null=True, blank=True, related_name="substitutions"
    )
    since = models.DateField("с")
    until = models.DateField("по")
    reason = models.CharField("причина", max_length=10, choices=Reason.choices)
    act = models.CharField("основание", max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "замещение"
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="substitution_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")), name="substitution_by_somebody_else"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["substitute", "since", "until"],
                condition=Q(ended_at__isnull=True),
                name="substitution_open",
            ),
            models.Index(fields=["municipality", "-since"], name="substitution_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute.get_short_name()} за {self.absent.get_short_name()}"
