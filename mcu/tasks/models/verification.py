"""Checking a sample of statuses and dates against the evidence, and what the centre has set for it."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mcu.cases.models import Case
from mcu.org.models import Body, Municipality, Person
from mcu.tasks.models.task import Task


class TaskSettings(models.Model):
    """What a centre has settled about tasks; without a row the defaults stand."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="task_settings", primary_key=True
    )
    lawyer_body = models.ForeignKey(
        Body, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="правовой орган",
    )  # fmt: skip
    lawyer = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="юрист"
    )
    sample_size = models.PositiveSmallIntegerField(
        "размер выборки", default=30, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )

    class Meta:
        verbose_name = "настройка задач"

    def __str__(self) -> str:
        return f"задачи: {self.municipality}"


class Verification(models.Model):
    """One check: a sample drawn by rule from the cases closed in a period. `seed` and `population`
    let anybody draw the same sample again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="verifications")
    since = models.DateField("закрыто с")
    until = models.DateField("закрыто по")
    size = models.PositiveSmallIntegerField("размер выборки")
    seed = models.CharField(max_length=32)
    population = models.PositiveIntegerField("всего закрыто")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "выборочная проверка"
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"Проверка за {self.since:%d.%m.%Y} – {self.until:%d.%m.%Y}"


class VerifiedCase(models.Model):
    """One case of the sample: what was claimed of it on the day of the check, and what was found."""

    class Verdict(models.TextChoices):
        MATCH = "match", "Совпадает"
        MISMATCH = "mismatch", "Не совпадает"
        UNCLEAR = "unclear", "Проверить не по чему"

    class What(models.TextChoices):
        STATE = "state", "Статус"
        DATES = "dates", "Даты"
        OUTCOME = "outcome", "Итог: закрыто, но не сделано"
        EVIDENCE = "evidence", "Нет подтверждения"
        ANSWER = "answer", "Ответ не о том"
        OTHER = "other", "Другое"

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, models.CASCADE, related_name="verified")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    claimed = models.JSONField("заявлено")
    verdict = models.CharField("вывод", max_length=10, choices=Verdict.choices, blank=True)
    what = models.CharField("что не так", max_length=10, choices=What.choices, blank=True)
    note = models.TextField("что увидели", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    requirement = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="verified"
    )

    PERSONAL: ClassVar = ("note",)

    class Meta:
        verbose_name = "проверенное сообщение"
        ordering: ClassVar = ["body__name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["verification", "case"], name="verified_once")
        ]

    def __str__(self) -> str:
        return str(self.case)
