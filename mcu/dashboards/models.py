"""Screens on walls, how much stood open each day, and the panels a person chose."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality, Person


class Theme(models.TextChoices):
    AUTO = "", "как в системе"
    LIGHT = "light", "светлая"
    DARK = "dark", "тёмная"


class Screen(models.Model):
    """A television without a person in front of it; it is shown totals only.

    `digest` is of the secret that joins the screen: the link works once, the screen then holds a
    secret of its own, whose digest takes its place.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="screens")
    name = models.CharField("где стоит", max_length=100)
    theme = models.CharField("тема", max_length=5, choices=Theme.choices, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("выдана")
    made_by_name = models.CharField(max_length=200)
    expires_at = models.DateTimeField("действует до")
    paired_at = models.DateTimeField("подключён", null=True, blank=True)
    seen_at = models.DateTimeField("обновлялся", null=True, blank=True)
    revoked_at = models.DateTimeField("отключён", null=True, blank=True)
    revoked_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "экран"
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Экран «{self.name}»"


class DayStanding(models.Model):
    """How many cases stood open and late when a day was last looked at."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `standing_of_day` begins with it
    day = models.DateField("день")
    open = models.PositiveIntegerField("в работе")
    late = models.PositiveIntegerField("просрочено")

    class Meta:
        verbose_name = "остаток дня"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "day"], name="standing_of_day")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.day:%d.%m.%Y}"


class PanelSet(models.Model):
    """The panels a person chose for «Сводка», in order; without a row those of the role."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    codes = models.JSONField("панели", default=list)

    class Meta:
        verbose_name = "набор панелей"

    def __str__(self) -> str:
        return f"{self.person_id}: {len(self.codes)}"
