"""What a coordinator does where an executor is silent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.rules.words import Way
from mcu.org.models import Person


class ControlMark(models.Model):
    """Put on control: why, by whom; its date is that of the clock. Ended when taken off."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="control_marks")
    term = models.OneToOneField(Term, models.CASCADE, related_name="control_mark")
    why = models.CharField("что проверить", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField("снято", null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    end_reason = models.CharField("почему снято", max_length=300, blank=True)

    PERSONAL: ClassVar = ("why", "end_reason")

    class Meta:
        verbose_name = "постановка на контроль"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="control_mark_once"
            )
        ]

    def __str__(self) -> str:
        return self.why


class Intervention(models.Model):
    """One act of the coordinator: what was asked, by when, and what the executor explained."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="interventions")
    way = models.CharField("что", max_length=10, choices=Way.choices)
    words = models.CharField("чего ждут", max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    explanation = models.TextField("объяснение", blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by_name = models.CharField(max_length=200, blank=True)

    PERSONAL: ClassVar = ("words", "explanation")

    class Meta:
        verbose_name = "вмешательство"
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["case"],
                condition=Q(way=Way.EXPLAIN, explained_at__isnull=True),
                name="intervention_unexplained",
            )
        ]

    def __str__(self) -> str:
        return self.get_way_display()
