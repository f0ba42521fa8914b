"""Which channels a municipality uses."""

from typing import ClassVar

from django.db import models

from mcu.cases.rules.words import Channel
from mcu.org.models import Municipality


class ChannelUse(models.Model):
    """A channel: whether the act names it, whether it is switched on, when one answers by it."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="channels")
    code = models.SlugField("код")
    name = models.CharField("название", max_length=200, blank=True)
    named = models.BooleanField("назван актом", default=False)
    enabled = models.BooleanField("включён", default=True)
    answer_order = models.PositiveSmallIntegerField("порядок ответа", default=0)
    own = models.BooleanField("своя система", default=False)

    class Meta:
        verbose_name = "канал"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="channel_code_once")
        ]

    def __str__(self) -> str:
        return self.name or (
            str(Channel(self.code).label) if self.code in Channel.values else self.code
        )
