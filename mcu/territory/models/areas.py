"""Borders: of the municipality, of its settlements and districts."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality, Person
from mcu.territory.rules.where import Kind


class AreaSet(models.Model):
    """All borders of a kind out of one file: looked at first, then in force, then kept to go back to."""

    class State(models.TextChoices):
        DRAFT = "draft", "просмотр"
        CURRENT = "current", "действует"
        FORMER = "former", "прежние"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    kind = models.CharField("что это", max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    file_name = models.CharField("файл", max_length=255)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    rejects = models.JSONField("отклонено", default=list)

    class Meta:
        verbose_name = "набор границ"
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "kind"],
                condition=models.Q(state="current"),
                name="one_set_of_areas_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"


class Area(models.Model):
    """One named area: polygons as lists of rings, each point latitude and longitude."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    of = models.ForeignKey(AreaSet, models.CASCADE, related_name="areas")
    name = models.CharField("название", max_length=200)
    polygons = models.JSONField()
    box = models.JSONField("юг, запад, север, восток")

    class Meta:
        verbose_name = "граница"
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class TerritoryEdition(models.Model):
    """Counted up with every change, so that what is kept in memory knows it is old."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="territory_edition"
    )
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"версия {self.number}"
