"""A list of people being taken in from a file."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality


class PeopleImport(models.Model):
    """A file with people, from the preview to what became of it; the file goes when it is done."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="people_imports")
    file_key = models.CharField(max_length=64)
    file_name = models.CharField("файл", max_length=255)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField("добавлено", default=0)
    changed = models.PositiveIntegerField("изменено", default=0)
    same = models.PositiveIntegerField("без изменений", default=0)
    rejected = models.JSONField("отклонено", default=list)

    STORED: ClassVar = ("file_key",)

    class Meta:
        verbose_name = "загрузка списка людей"
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name
