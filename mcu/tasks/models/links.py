"""Links by which somebody without an account reports what was done."""

from typing import ClassVar

from django.db import models

from mcu.tasks.models.task import Task


class WorkLink(models.Model):
    """One task, one report, for a while; the secret itself is in the address only.

    `brief` is all that the page says of the task: nothing of a resident is in it. A report that is
    returned opens the link again until it expires.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="links")
    contractor = models.CharField("кому", max_length=200)
    brief = models.TextField("что увидит подрядчик")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("выдана")
    made_by_name = models.CharField(max_length=200)
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("отчёт получен", null=True, blank=True)
    revoked_at = models.DateTimeField("отозвана", null=True, blank=True)
    opened = models.PositiveIntegerField("открыта раз", default=0)
    opened_at = models.DateTimeField("открыта последний раз", null=True, blank=True)

    PERSONAL: ClassVar = ("contractor", "brief")

    class Meta:
        verbose_name = "ссылка подрядчику"
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"ссылка для {self.contractor}"
