"""Profiles that were loaded, and the parts of an act kept until an app works by them."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality


class LoadedProfile(models.Model):
    """One load: the text as it was, and what it said with the defaults of that day."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="profiles")
    name = models.CharField("профиль", max_length=60)
    text = models.TextField("текст")
    digest = models.CharField("отпечаток", max_length=64)
    said = models.JSONField("сказано вместе с умолчаниями")
    version = models.CharField("версия программы", max_length=20)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField("кто загрузил", max_length=200)
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "загруженный профиль"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-id"], name="profile_latest_first")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%d.%m.%Y}"


class Charter(models.Model):
    """A section of the founding act, typed, as it stands now."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="charter")
    section = models.CharField("раздел", max_length=40)
    data = models.JSONField("содержание")

    class Meta:
        verbose_name = "раздел устава центра"
        ordering: ClassVar = ["section"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "section"], name="charter_section_once")
        ]

    def __str__(self) -> str:
        return self.section
