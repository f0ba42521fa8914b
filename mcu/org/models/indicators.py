"""Obligatory indicators of the centre and who answers for them personally."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality
from mcu.org.models.structure import Block


class OwnIndicator(models.Model):
    """An indicator the centre names itself, beside those of its profile."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="own_indicators")
    code = models.SlugField("код", max_length=60)
    name = models.CharField("показатель", max_length=300)
    source = models.CharField("чем установлен", max_length=300, blank=True)
    active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "показатель"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="own_indicator_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorOwner(models.Model):
    """Who answers for an indicator: in one block, or in the whole centre when `block` is empty.

    `indicator` is a code, not a key: indicators of a profile and of one's own stand side by side.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="indicator_owners")
    indicator = models.CharField("показатель", max_length=60)
    block = models.ForeignKey(Block, models.CASCADE, null=True, blank=True, related_name="owners")
    person = models.ForeignKey(Person, models.CASCADE, related_name="indicators")
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=300, blank=True)

    class Meta:
        verbose_name = "ответственный за показатель"
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "indicator", "block"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="indicator_owned_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="indicator_owner_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.person}"
