"""What keeps a case from being erased: a hold, or a review of its lasting value."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.org.models import Municipality


class LegalHold(models.Model):
    """Nothing of the case is erased while this stands: a court, an inspection, a complaint."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    reason = models.CharField("почему", max_length=300)
    placed_at = models.DateTimeField("наложен")
    placed_by_name = models.CharField("кто наложил", max_length=200)
    until = models.DateField("до какого дня", null=True, blank=True)
    lifted_at = models.DateTimeField("снят", null=True, blank=True)
    lifted_by_name = models.CharField("кто снял", max_length=200, blank=True)

    class Meta:
        verbose_name = "запрет на стирание"
        ordering: ClassVar = ["-placed_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=Q(lifted_at__isnull=True), name="hold_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.reason}"


class RetentionReview(models.Model):
    """«ЭПК»: the term is over, a person decides whether the case is worth keeping."""

    class Decision(models.TextChoices):
        ERASE = "erase", "Стереть"
        KEEP = "keep", "Оставить на хранение"

    case = models.OneToOneField(Case, models.CASCADE, related_name="review", primary_key=True)
    found_at = models.DateTimeField("срок истёк")
    decision = models.CharField("решение", max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField("почему", max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "экспертиза ценности"
        ordering: ClassVar = ["found_at", "case_id"]
        indexes: ClassVar = [
            models.Index(fields=["found_at", "case"], condition=Q(decision=""), name="review_waits")
        ]

    def __str__(self) -> str:
        return f"{self.case}"


class MaskPass(models.Model):
    """How far the texts of a municipality have been gone over by the rules of masking of a version."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="+", primary_key=True
    )
    version = models.PositiveIntegerField()
    position = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.municipality}: правила {self.version}"
