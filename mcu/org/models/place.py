"""The municipality and its calendar."""

from datetime import time
from typing import ClassVar

from django.db import models

from mcu.core.workdays import DayKind


class Municipality(models.Model):
    """One municipality with its centre; every row that belongs to it carries its key."""

    code = models.SlugField("код", unique=True)
    name = models.CharField("название", max_length=200)
    kind = models.CharField("вид", max_length=120, blank=True)
    region = models.CharField("регион", max_length=120, blank=True)
    timezone = models.CharField("часовой пояс", max_length=60, default="Europe/Moscow")
    population = models.PositiveIntegerField("население", default=0)
    work_start = models.TimeField("начало работы", default=time(9))
    work_end = models.TimeField("конец работы", default=time(18))
    lunch_start = models.TimeField("начало обеда", null=True, blank=True, default=time(13))
    lunch_end = models.TimeField("конец обеда", null=True, blank=True, default=time(14))
    short_end = models.TimeField("конец короткого дня", default=time(17))
    profile = models.CharField("профиль", max_length=60, blank=True)
    rights_version = models.BigIntegerField("версия прав", default=0)
    case_number = models.PositiveIntegerField("последний номер сообщения", default=0)

    class Meta:
        verbose_name = "муниципалитет"

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs from the production calendar: regional holiday, own transfer, short day."""

    KINDS = ((DayKind.WORKING, "рабочий"), (DayKind.SHORT, "короткий"), (DayKind.OFF, "выходной"))

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="calendar_days")
    day = models.DateField("день")
    kind = models.CharField("какой", max_length=10, choices=KINDS)
    title = models.CharField("почему", max_length=200)
    source = models.CharField("откуда известно", max_length=500, blank=True)
    verified = models.BooleanField("проверено по тексту акта", default=False)

    class Meta:
        verbose_name = "день календаря"
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "day"], name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.title}"
