"""Rules «when … then …», what each of them did, and how far the journal was looked through."""

from typing import ClassVar

from django.db import models

from mcu.cases.models.case import Case
from mcu.cases.rules.automation import Event
from mcu.org.models import Municipality


class Rule(models.Model):
    """When this happens and the condition holds, then these acts; each change makes a version."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="rules")
    code = models.SlugField("код", max_length=60)
    name = models.CharField("название", max_length=200)
    event = models.CharField("когда", max_length=12, choices=Event.choices)
    hours = models.PositiveSmallIntegerField("за сколько часов", default=24)
    condition = models.JSONField("условие", default=dict)
    acts = models.JSONField("что сделать", default=list)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    active = models.BooleanField("включено", default=False)
    since = models.DateTimeField("включено с", null=True, blank=True)
    version = models.PositiveIntegerField("версия", default=0)
    error = models.CharField("ошибка", max_length=500, blank=True)
    error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "правило"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="rule_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """What a rule said from a moment on."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    content = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule}, версия {self.number}"


class RuleRun(models.Model):
    """A rule met an event of a case: keyed, so that nothing happens twice. `done` holds each act
    with what it was before, in codes and keys, never in words of people.
    """

    class State(models.TextChoices):
        DONE = "done", "Сделано"
        FAILED = "failed", "Не сделано"
        UNDONE = "undone", "Отменено"

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs")
    case = models.ForeignKey(Case, models.CASCADE, related_name="rule_runs")
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    done = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "key"], name="rule_run_once")
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "-at"], name="rule_run_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.case_id}"


class AutomationCursor(models.Model):
    """How far the journal of a municipality was looked through by rules and fast routes."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="+", primary_key=True
    )
    sequence = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.sequence}"
