"""Frozen ratings, what bodies say of them, what is proposed; how a municipality counts."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Body, Municipality, Person
from mcu.ratings.rules.method import Method, read
from mcu.ratings.rules.scoring import Earned, Scored
from mcu.ratings.rules.words import SCOPES


class RatingPolicy(models.Model):
    """How a municipality rates; without a row the defaults of `rules.method.Method` hold."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="rating_policy", primary_key=True
    )
    values = models.JSONField("настройки")

    class Meta:
        verbose_name = "настройки рейтинга"

    def __str__(self) -> str:
        return "настройки рейтинга"

    @property
    def method(self) -> Method:
        return read(self.values)


class RatingRun(models.Model):
    """A rating of a period as it was counted at a moment. A trigger lets nobody change it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="rating_runs", db_index=False
    )
    number = models.PositiveIntegerField("номер")
    since = models.DateField("с")
    until = models.DateField("по")
    values = models.JSONField("параметры")
    as_of = models.DateTimeField("по состоянию на")
    at = models.DateTimeField("зафиксирован")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField("кем", max_length=200)
    note = models.CharField("примечание", max_length=500, blank=True)
    digest = models.CharField("отпечаток", max_length=64)

    class Meta:
        verbose_name = "зафиксированный рейтинг"
        ordering: ClassVar = ["-until", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="rating_number_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-until", "-number"], name="rating_by_period")
        ]

    def __str__(self) -> str:
        return f"Рейтинг № {self.number}"

    @property
    def method(self) -> Method:
        return read(self.values)


class RatingRow(models.Model):
    """One body in a frozen rating, over all channels or in one; its parts step by step."""

    run = models.ForeignKey(RatingRun, models.CASCADE, related_name="rows", db_index=False)
    scope = models.CharField(max_length=10, choices=list(SCOPES.items()))
    body = models.ForeignKey(Body, models.PROTECT, related_name="rating_rows")
    body_name = models.CharField("как назывался", max_length=300)
    cases = models.PositiveIntegerField("сообщений")
    score = models.FloatField("балл", null=True, blank=True)
    zone = models.CharField(max_length=10, blank=True)
    place = models.PositiveIntegerField("место", null=True, blank=True)
    why = models.CharField(max_length=10, blank=True)
    parts = models.JSONField("части")

    class Meta:
        verbose_name = "строка рейтинга"
        ordering: ClassVar = ["run", "scope", "place", "body_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "scope", "body"], name="rated_once")
        ]

    def __str__(self) -> str:
        return f"{self.body_name}: {self.score}"

    @property
    def scored(self) -> Scored:
        parts = tuple(Earned(**part) for part in self.parts)
        return Scored(self.body_id, self.cases, parts, self.score, self.zone, self.place, self.why)


class RatingComment(models.Model):
    """What a rated body says of its place; the words are masked before they are kept."""

    run = models.ForeignKey(RatingRun, models.CASCADE, related_name="comments")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    text = models.TextField("комментарий")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "комментарий органа"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.text[:60]}"


class Priority(models.Model):
    """What a frozen rating proposes to a body; accepted or refused with a reason.

    What came of it is a task that names the priority as what it is about.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Предложен"
        ACCEPTED = "accepted", "Принят"
        REFUSED = "refused", "Отклонён"

    run = models.ForeignKey(RatingRun, models.CASCADE, related_name="priorities")
    body = models.ForeignKey(Body, models.PROTECT, related_name="priorities")
    part = models.CharField(max_length=20)
    title = models.CharField("приоритет", max_length=300)
    text = models.TextField("что предложено")
    lost = models.FloatField("потеряно баллов")
    state = models.CharField(
        "решение", max_length=10, choices=State.choices, default=State.PROPOSED
    )
    reason = models.CharField("почему", max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "предложенный приоритет"
        ordering: ClassVar = ["-lost", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "body", "part"], name="priority_once")
        ]

    def __str__(self) -> str:
        return self.title


class Baseline(models.Model):
    """The aims as they stood in a period, to compare with. A trigger lets nobody change it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="baselines", db_index=False
    )
    number = models.PositiveIntegerField("номер")
    since = models.DateField("с")
    until = models.DateField("по")
    values = models.JSONField("значения")
    as_of = models.DateTimeField("по состоянию на")
    at = models.DateTimeField("зафиксирован")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField("кем", max_length=200)
    note = models.CharField("примечание", max_length=500, blank=True)

    class Meta:
        verbose_name = "базовый период"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="baseline_number_once")
        ]

    def __str__(self) -> str:
        return f"Базовый период № {self.number}"


class Target(models.Model):
    """What a municipality wants of an aim, and by which day."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="aim_targets", db_index=False
    )
    code = models.CharField(max_length=30)
    value = models.FloatField("цель")
    due = models.DateField("к какому дню", null=True, blank=True)
    ground = models.CharField("основание", max_length=300, blank=True)

    class Meta:
        verbose_name = "целевое значение"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="aim_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"
