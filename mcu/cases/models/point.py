"""Where on the map its author put a message."""

from django.db import models

from mcu.cases.models.case import Case


class SaidPoint(models.Model):
    """The point that somebody set by hand; what the gazetteer knows of an address is asked there."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="said_point", primary_key=True)
    lat = models.FloatField("широта")
    lon = models.FloatField("долгота")

    class Meta:
        verbose_name = "точка на карте"

    def __str__(self) -> str:
        return f"{self.lat:.5f}, {self.lon:.5f}"
