"""The calendar of planned outages: what explains a spike before anybody looks for a reason."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality


class Outage(models.Model):
    """Something is switched off or dug up from one day to another, by an organisation."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="outages", db_index=False
    )
    what = models.CharField("что", max_length=200)
    since = models.DateField("с")
    until = models.DateField("по")
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    street = models.CharField("улица", max_length=200, blank=True)
    organisation = models.CharField("организация", max_length=200, blank=True)

    class Meta:
        verbose_name = "плановое отключение"
        ordering: ClassVar = ["-since", "-id"]
        indexes: ClassVar = [models.Index(fields=["municipality", "-since"], name="outage_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "what", "since", "until", "settlement", "street"],
                name="outage_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="outage_ends_after"
            ),
        ]

    def __str__(self) -> str:
        days = f"{self.since:%d.%m.%Y}"
        if self.until != self.since:
            days += f" – {self.until:%d.%m.%Y}"
        where = ", ".join(filter(None, [self.street, self.settlement]))
        return ", ".join(filter(None, [self.what, where, days, self.organisation]))
