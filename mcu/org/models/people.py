"""Who signs in, and the duties that give rights."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from mcu.org.models.place import Municipality
from mcu.org.models.structure import Block, Body
from mcu.org.rules.roles import Role


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
    email = models.EmailField("служебная почта", blank=True)
    phone = models.CharField("служебный телефон", max_length=60, blank=True)
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
    """A role held: where, from when, until when, by which act. History is never deleted.

    The municipality is that of the person, but for whoever serves several of them.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="duties")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="duties")
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
