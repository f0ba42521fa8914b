"""What gathers on a task: points, evidence, extensions, comments."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from mcu.org.models import Person
from mcu.tasks.models.links import WorkLink
from mcu.tasks.models.task import Task


class CheckItem(models.Model):
    """A point of the checklist."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="items")
    text = models.CharField("пункт", max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "пункт задачи"
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class Evidence(models.Model):
    """What shows that the work is done: words, an address, files. What came by a link of a contractor
    waits until a person has looked at it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Ожидает проверки"
        ACCEPTED = "accepted", "Принято"
        RETURNED = "returned", "Возвращено"

    task = models.ForeignKey(Task, models.CASCADE, related_name="evidence")
    text = models.TextField("что сделано", blank=True)
    url = models.URLField("ссылка", max_length=500, blank=True)
    at = models.DateTimeField()
    author_name = models.CharField(max_length=200)
    link = models.ForeignKey(
        WorkLink, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField("почему возвращено", max_length=1000, blank=True)

    PERSONAL: ClassVar = ("text", "reason")

    class Meta:
        verbose_name = "подтверждение"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"подтверждение {self.at:%d.%m.%Y %H:%M}"


class EvidenceFile(models.Model):
    """A file of it; a photo is kept without the marks of place and camera and shown on the page."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="files")
    address = models.UUIDField(db_default=RandomUUID(), editable=False)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    photo = models.CharField("вид снимка", max_length=20, blank=True)

    STORED: ClassVar = ("key",)
    PERSONAL: ClassVar = ("key", "name")

    class Meta:
        verbose_name = "файл подтверждения"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """More time asked for, and what was decided."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=200)
    reason = models.CharField("почему", max_length=1000)
    before = models.DateTimeField("был срок")
    until = models.DateTimeField("просят до")
    approved = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    refusal = models.CharField("почему отказано", max_length=1000, blank=True)

    PERSONAL: ClassVar = ("reason", "refusal")

    class Meta:
        verbose_name = "продление"
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(approved__isnull=True), name="one_extension_asked"
            )
        ]

    def __str__(self) -> str:
        return f"до {self.until:%d.%m.%Y %H:%M}"


class Comment(models.Model):
    """A word on a task, for whoever sees it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    text = models.TextField("комментарий")
    at = models.DateTimeField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=200)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "комментарий"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:80]
