"""The classifier of topics, versioned, of any depth; and where a topic goes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import MD5, Cast

from mcu.cases.rules.words import Kind, Speed
from mcu.org.models import Block, Body, Municipality


class ClassifierVersion(models.Model):
    """A state of the classifier: every change of topics makes the next number."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="classifiers")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    note = models.CharField("что изменилось", max_length=300)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "number"], name="classifier_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"версия {self.number}"


class Topic(models.Model):
    """A topic or a group of topics.

    A renamed topic is a new row that replaces the old one from the next version on: a case keeps
    the name under which it was worked. `path` holds the codes of all levels, joined by «/».
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="topics")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.CharField("код", max_length=120)
    name = models.CharField("название", max_length=300)
    path = models.CharField(max_length=600)
    kind = models.CharField("тип", max_length=15, choices=Kind.choices, default=Kind.SOLVABLE)
    speed = models.CharField(
        "скорость", max_length=10, choices=Speed.choices, default=Speed.ORDINARY
    )
    season = models.JSONField("сезон", default=list, blank=True)
    words = models.JSONField("слова", default=list, blank=True)
    aliases = models.JSONField("другие названия", default=list, blank=True)
    since_version = models.PositiveIntegerField(default=1)
    until_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "тема"
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "code"],
                condition=models.Q(until_version__isnull=True),
                name="topic_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """Where a topic or a whole group goes, if the condition holds; the most specific route wins."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="routes")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="routes")
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    condition = models.JSONField("условие", default=dict, blank=True)
    block = models.ForeignKey(Block, models.CASCADE, null=True, blank=True)
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True)

    class Meta:
        verbose_name = "маршрут"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "municipality",
                "topic",
                "settlement",
                # Digested, as a condition may be longer than an index can hold.
                MD5(Cast("condition", models.TextField())),
                name="route_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.body or self.block}"
