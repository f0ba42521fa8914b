"""The checklist of openness: what a person of the centre says of each line."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality


class OpennessNote(models.Model):
    """One line of `portal/data/openness.toml` as it stands: met or not, where that may be seen."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    met = models.BooleanField("выполнено")
    words = models.CharField("чем подтверждается", max_length=500, blank=True)
    url = models.URLField("ссылка", max_length=500, blank=True)
    at = models.DateTimeField("проверено")
    by_name = models.CharField("кто проверил", max_length=200)

    class Meta:
        verbose_name = "строка открытости"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="openness_once")
        ]

    def __str__(self) -> str:
        return self.code
