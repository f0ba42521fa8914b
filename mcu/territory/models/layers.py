"""Kinds of objects that the municipality names, the objects, and the files they came from."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality, Person
from mcu.territory.rules.icons import Icon


class Layer(models.Model):
    """A kind of objects: lamps, stops, containers."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="layers")
    name = models.CharField("название", max_length=80)
    icon = models.CharField("значок", max_length=20, choices=Icon.choices, default=Icon.PIN)
    public = models.BooleanField("показывать жителям", default=False)

    class Meta:
        verbose_name = "слой карты"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "name"], name="layer_once")
        ]

    def __str__(self) -> str:
        return self.name


class MapObject(models.Model):
    """One object where it stands. What a newer file does not have is gone, its cases stay with it."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    layer = models.ForeignKey(Layer, models.CASCADE, related_name="objects_of")
    number = models.CharField("номер", max_length=80, blank=True)
    title = models.CharField("название", max_length=200, blank=True)
    address = models.CharField("адрес", max_length=300, blank=True)
    lat = models.FloatField("широта")
    lon = models.FloatField("долгота")
    facts = models.JSONField("сведения", default=dict)
    gone_at = models.DateTimeField("снят", null=True, blank=True)

    class Meta:
        verbose_name = "объект карты"
        ordering: ClassVar = ["title", "number", "pk"]
        indexes: ClassVar = [models.Index(fields=["layer", "lat", "lon"], name="object_there")]

    def __str__(self) -> str:
        return self.title or f"№ {self.number}"


class LayerImport(models.Model):
    """A file of a layer, from the preview to what became of it; the file goes when it is taken."""

    STORED = ("file_key",)

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    layer = models.ForeignKey(Layer, models.CASCADE, related_name="imports")
    file_key = models.CharField(max_length=64)
    file_name = models.CharField("файл", max_length=255)
    columns = models.JSONField("что в каком столбце", default=dict)
    replaces = models.BooleanField("заменяет слой целиком", default=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField("добавлено", default=0)
    changed = models.PositiveIntegerField("изменено", default=0)
    same = models.PositiveIntegerField("без изменений", default=0)
    removed = models.PositiveIntegerField("снято", default=0)
    rejected = models.PositiveIntegerField("отклонено", default=0)
    rejects = models.JSONField("отклонённые строки", default=list)

    class Meta:
        verbose_name = "загрузка слоя"
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ObjectChange(models.Model):
    """What an object was before a file changed it, None where it was not there: enough to undo it."""

    run = models.ForeignKey(LayerImport, models.CASCADE, related_name="changes")
    object = models.ForeignKey(MapObject, models.CASCADE, related_name="+")
    before = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.object_id}"
