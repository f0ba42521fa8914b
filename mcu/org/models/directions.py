"""Where the centre develops: directions that its curator or head sets."""

from typing import ClassVar

from django.db import models

from mcu.org.models.place import Municipality
from mcu.org.models.structure import Block


class Direction(models.Model):
    """One direction of development, of the whole centre or of a block; ended, never deleted."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="directions")
    title = models.CharField("направление", max_length=300)
    text = models.TextField("чего хотим достичь", blank=True, max_length=4000)
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, verbose_name="блок", related_name="+"
    )
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=300, blank=True)

    class Meta:
        verbose_name = "направление развития"
        ordering: ClassVar = ["-since", "id"]

    def __str__(self) -> str:
        return self.title
