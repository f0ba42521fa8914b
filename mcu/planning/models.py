"""The catalogue of the indicators of a territory, their values, what was corrected, files taken in."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Body, Municipality, Person
from mcu.org.rules.roles import Belongs
from mcu.planning.rules import cadence as periods
from mcu.planning.rules.cadence import Cadence
from mcu.planning.rules.standing import Direction


class Indicator(models.Model):
    """What is measured, how often, by whom it is entered and what is wanted of it.

    `is_population` marks the one by which figures per thousand of a settlement are counted.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="territory_indicators", db_index=False
    )
    name = models.CharField("показатель", max_length=200)
    unit = models.CharField("единица", max_length=40, blank=True)
    source = models.CharField("источник данных", max_length=300, blank=True)
    cadence = models.CharField("вносится за", max_length=8, choices=Cadence.choices)
    by_settlement = models.BooleanField("по населённым пунктам", default=False)
    is_population = models.BooleanField("численность населения", default=False)
    direction = models.CharField("что лучше", max_length=5, choices=Direction.choices)
    target = models.DecimalField("цель", max_digits=18, decimal_places=4, null=True, blank=True)
    ground = models.CharField("основание цели", max_length=300, blank=True)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="вносит орган"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="вносит сотрудник"
    )  # fmt: skip
    active = models.BooleanField("ведётся", default=True)

    class Meta:
        verbose_name = "показатель территории"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="territory_indicator_once"
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(is_population=True),
                name="one_population",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> str:
        person = self.person.get_short_name() if self.person else ""
        return ", ".join(filter(None, [str(self.body or ""), person])) or "руководитель МЦУ"

    @property
    def belongs(self) -> Belongs:
        """Whose it is to enter, for the rules."""
        block = self.body.block_id if self.body else None
        return Belongs(self.municipality_id, self.body_id, block, self.person_id)


class OfPeriod(models.Model):
    """Of a period and a settlement or, where none is named, of the whole municipality."""

    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    since = models.DateField("период с")
    at = models.DateTimeField("когда")
    by_name = models.CharField("кем", max_length=200)

    indicator: Indicator

    class Meta:
        abstract = True

    @property
    def period(self) -> str:
        where = f", {self.settlement}" if self.settlement else ""
        return f"{periods.words(self.indicator.cadence, self.since)}{where}"


class IndicatorValue(OfPeriod):
    """The value of a period."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", db_index=False)
    value = models.DecimalField("значение", max_digits=18, decimal_places=4)
    note = models.CharField("примечание", max_length=300, blank=True)

    class Meta:
        verbose_name = "значение показателя"
        ordering: ClassVar = ["-since", "settlement"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "settlement", "since"], name="indicator_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period}"


class ValueChange(OfPeriod):
    """A value corrected or, without `became`, taken out: what it was and why."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="corrections", db_index=False
    )
    was = models.DecimalField("было", max_digits=18, decimal_places=4)
    became = models.DecimalField("стало", max_digits=18, decimal_places=4, null=True, blank=True)
    reason = models.CharField("почему", max_length=300)

    class Meta:
        verbose_name = "исправление значения"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["indicator", "-at"], name="value_change_by_time")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.was} → {self.became}"


class ValuesImport(models.Model):
    """A file of values that was taken in: how many of its rows, which were refused and why."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="values_imports", db_index=False
    )
    file_name = models.CharField("файл", max_length=255)
    at = models.DateTimeField("когда")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField("кем", max_length=200)
    added = models.PositiveIntegerField("новых", default=0)
    changed = models.PositiveIntegerField("исправлено", default=0)
    same = models.PositiveIntegerField("без изменений", default=0)
    rejected = models.PositiveIntegerField("отклонено", default=0)
    rejects = models.JSONField("отклонённые строки", default=list)

    class Meta:
        verbose_name = "загрузка показателей"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-at"], name="values_import_by_time")
        ]

    def __str__(self) -> str:
        return self.file_name
