"""The text of a legal act, and the sheet of those who must have read it."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from mcu.org.models.acts import LegalAct
from mcu.org.models.people import Person
from mcu.org.models.place import Municipality


class ActFile(models.Model):
    """A scan or the text of an act; the content lies with the other stored files."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    act = models.ForeignKey(LegalAct, models.CASCADE, related_name="files")
    address = models.UUIDField(db_default=RandomUUID(), editable=False)
    name = models.CharField("имя файла", max_length=200)
    key = models.CharField("ключ", max_length=64)
    size = models.PositiveIntegerField("размер, байт")
    added_at = models.DateTimeField("приложен", auto_now_add=True)

    STORED: ClassVar = ("key",)

    class Meta:
        verbose_name = "файл акта"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Acquaintance(models.Model):
    """Somebody was asked to read an act; the row stays as the sheet of acquaintance."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    act = models.ForeignKey(LegalAct, models.CASCADE, related_name="sheet")
    person = models.ForeignKey(Person, models.PROTECT, related_name="acts_to_read")
    asked_at = models.DateTimeField("предложено")
    asked_by = models.CharField("кем предложено", max_length=200)
    reminded_at = models.DateTimeField("напомнено", null=True, blank=True)
    confirmed_at = models.DateTimeField("ознакомлен", null=True, blank=True)

    class Meta:
        verbose_name = "ознакомление с актом"
        ordering: ClassVar = ["person__full_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "person"], name="acquaintance_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person"],
                name="acquaintance_waiting",
                condition=models.Q(confirmed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.act}"
