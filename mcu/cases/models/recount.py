"""Open terms counted anew after a calendar or a norm has changed: first shown, then confirmed."""

from typing import ClassVar

from django.db import models

from mcu.cases.models.terms import Norm, Term
from mcu.org.models import Municipality


class Recount(models.Model):
    """One going over the open terms; `position` is how far it came, so that it can go on."""

    class State(models.TextChoices):
        COUNTING = "counting", "Считается"
        READY = "ready", "Ждёт решения"
        APPLIED = "applied", "Применён"
        DISMISSED = "dismissed", "Отклонён"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="recounts")
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.COUNTING
    )
    asked_at = models.DateTimeField("начат")
    asked_by_name = models.CharField("кто начал", max_length=200)
    position = models.BigIntegerField(default=0)
    looked = models.PositiveIntegerField("просмотрено сроков", default=0)
    sooner = models.PositiveIntegerField("станут раньше", default=0)
    later = models.PositiveIntegerField("станут позже", default=0)
    late = models.PositiveIntegerField("окажутся просрочены", default=0)
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    decided_by_name = models.CharField("кто решил", max_length=200, blank=True)
    applied = models.PositiveIntegerField("изменено сроков", default=0)
    digest = models.CharField("дайджест", max_length=64, blank=True)

    class Meta:
        verbose_name = "пересчёт сроков"
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"пересчёт {self.asked_at:%d.%m.%Y %H:%M}"

    @property
    def found(self) -> int:
        return self.sooner + self.later


class RecountLine(models.Model):
    """One term that would be due at another moment, and by which norm."""

    recount = models.ForeignKey(Recount, models.CASCADE, related_name="lines")
    term = models.ForeignKey(Term, models.CASCADE, related_name="+")
    due_before = models.DateTimeField("было")
    due_after = models.DateTimeField("станет")
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="+")
    late = models.BooleanField("окажется просрочен", default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recount", "term"], name="recount_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.due_before:%d.%m.%Y} → {self.due_after:%d.%m.%Y}"
