"""Municipality, bodies, blocks, people and the duties that give them rights."""

from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from mcu.core.workdays import DayKind
from mcu.org.rules.roles import Role


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
    case_number = models.PositiveIntegerField("последний номер сообщения", default=0)

    class Meta:
        verbose_name = "муниципалитет"

    def __str__(self) -> str:
        return self.name


class Block(models.Model):
    """Отраслевой тематический блок."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="blocks")
    code = models.SlugField("код")
    name = models.CharField("название", max_length=200)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "блок"
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="block_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """An authority, institution or enterprise that answers; a tree."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", "Администрация"
        BRANCH = "branch", "Отраслевой орган"
        INSTITUTION = "institution", "Учреждение"
        ENTERPRISE = "enterprise", "Предприятие"
        OTHER_AUTHORITY = "other_authority", "Иной орган"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="bodies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    block = models.ForeignKey(
        Block, models.SET_NULL, null=True, blank=True, related_name="bodies", verbose_name="блок"
    )
    code = models.SlugField("код")
    name = models.CharField("название", max_length=300)
    short_name = models.CharField("краткое название", max_length=100, blank=True)
    kind = models.CharField("вид", max_length=20, choices=Kind.choices, default=Kind.BRANCH)
    aliases = models.JSONField("другие названия", default=list, blank=True)
    active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "орган"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="body_code_once")
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> models.QuerySet["Person"]:
        # Every request needs the municipality of who asks: one query instead of two.
        return super().get_queryset().select_related("municipality")

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. Rights come from duties only."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="people")
    login = models.CharField("логин", max_length=60, unique=True)
    full_name = models.CharField("ФИО", max_length=200)
    position = models.CharField("должность", max_length=200, blank=True)
    is_active = models.BooleanField("может входить", default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = []
    objects = PersonManager()

    class Meta:
        verbose_name = "сотрудник"
        ordering: ClassVar = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """«Орлова М. И.» out of the full name."""
        surname, *rest = self.full_name.split()
        return " ".join([surname, *(f"{name[0]}." for name in rest)])


class Duty(models.Model):
    """A role held: where, from when, until when, by which act. History is never deleted."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="duties")
    role = models.CharField("роль", max_length=20, choices=Role.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name="орган")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, verbose_name="блок")
    since = models.DateField("с")
    until = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=300, blank=True)

    class Meta:
        verbose_name = "обязанность"
        ordering: ClassVar = ["-since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="duty_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} — {self.person}"


class CalendarDay(models.Model):
    """A day that differs from the production calendar: regional holiday, own transfer, short day."""

    KINDS = ((DayKind.WORKING, "рабочий"), (DayKind.SHORT, "короткий"), (DayKind.OFF, "выходной"))

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="calendar_days")
    day = models.DateField("день")
    kind = models.CharField("какой", max_length=10, choices=KINDS)
    title = models.CharField("почему", max_length=200)

    class Meta:
        verbose_name = "день календаря"
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "day"], name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.title}"
