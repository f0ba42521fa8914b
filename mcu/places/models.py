"""What a municipality knows of its places."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality, Person


class KnownPlace(models.Model):
    """A settlement, a street, a landmark or a road; `settlement` is the name of the one it stands in."""

    class Kind(models.TextChoices):
        SETTLEMENT = "settlement", "населённый пункт"
        STREET = "street", "улица"
        LANDMARK = "landmark", "ориентир"
        ROAD = "road", "дорога"

    class Origin(models.TextChoices):
        OWN = "own", "внесено вручную"
        TABLE = "table", "из таблицы"
        GAR = "gar", "из ГАР"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="known_places")
    kind = models.CharField("что это", max_length=12, choices=Kind.choices)
    type = models.CharField("вид", max_length=60, blank=True)
    name = models.CharField("название", max_length=200)
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    old = models.JSONField("прежние названия", default=list, blank=True)
    synonyms = models.JSONField("как ещё говорят", default=list, blank=True)
    address = models.CharField("адрес ориентира", max_length=300, blank=True)
    houses = models.TextField("дома", blank=True)
    lat = models.FloatField("широта", null=True, blank=True)
    lon = models.FloatField("долгота", null=True, blank=True)
    origin = models.CharField("откуда", max_length=6, choices=Origin.choices, default=Origin.OWN)
    external = models.CharField("номер в ГАР", max_length=40, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "место справочника"
        ordering: ClassVar = ["settlement", "kind", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "settlement", "type", "name", "address"],
                name="known_place_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """«улица Мира»; others go by their name alone."""
        return f"{self.type} {self.name}".strip() if self.kind == self.Kind.STREET else self.name


class KnownHouse(models.Model):
    """A house of a street that is listed by itself, with its coordinates where known."""

    place = models.ForeignKey(KnownPlace, models.CASCADE, related_name="known_houses")
    number = models.CharField("дом", max_length=40)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    external = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "дом"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "number"], name="known_house_once")
        ]

    def __str__(self) -> str:
        return self.number


class GazetteerVersion(models.Model):
    """Counted up with every change, so that what is kept compiled in memory knows it is old."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="gazetteer_version"
    )
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"версия {self.number}"


class PlacesImport(models.Model):
    """A file with places, from the preview to what became of it; the file goes when it is done."""

    STORED = ("file_key",)

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="places_imports")
    file_key = models.CharField(max_length=64)
    file_name = models.CharField("файл", max_length=255)
    oktmo = models.CharField("ОКТМО", max_length=11, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField("добавлено", default=0)
    changed = models.PositiveIntegerField("изменено", default=0)
    same = models.PositiveIntegerField("без изменений", default=0)
    rejected = models.PositiveIntegerField("отклонено", default=0)
    rejects = models.JSONField("отклонённые строки", default=list)

    class Meta:
        verbose_name = "загрузка мест"
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name
