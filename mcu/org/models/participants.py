"""The register of those who receive and answer: bodies, enterprises, institutions, organisations."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality
from mcu.org.models.structure import Body


class Participant(models.Model):
    """How a body takes part in the exchange: who answers there, when and by which channel."""

    class Way(models.TextChoices):
        PROGRAM = "program", "в программе"
        POS = "pos", "ПОС"
        DOCUMENTS = "documents", "СЭД"
        EMAIL = "email", "электронная почта"
        PHONE = "phone", "телефон"
        OTHER = "other", "иначе"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="participants")
    body = models.OneToOneField(Body, models.CASCADE, related_name="participant")
    responsible = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="ответственный (из сотрудников)",
    )  # fmt: skip
    contact = models.CharField("ответственный, если он не в программе", max_length=200, blank=True)
    position = models.CharField("должность", max_length=200, blank=True)
    phone = models.CharField("телефон", max_length=100, blank=True)
    email = models.EmailField("почта", blank=True)
    address = models.CharField("адрес", max_length=300, blank=True)
    hours = models.CharField("часы работы", max_length=200, blank=True)
    way = models.CharField(
        "канал взаимодействия", max_length=10, choices=Way.choices, default=Way.PROGRAM
    )
    act = models.CharField("чем включён", max_length=300, blank=True)
    active = models.BooleanField("в реестре", default=True)

    class Meta:
        verbose_name = "участник взаимодействия"
        ordering: ClassVar = ["body__name"]

    def __str__(self) -> str:
        return str(self.body)

    @property
    def who(self) -> str:
        """Who answers there: a colleague, or somebody named by hand."""
        return self.responsible.full_name if self.responsible else self.contact

    @property
    def post(self) -> str:
        return self._own_or_of_colleague("position")

    @property
    def call(self) -> str:
        """The telephone to ring."""
        return self._own_or_of_colleague("phone")

    @property
    def mail(self) -> str:
        return self._own_or_of_colleague("email")

    def _own_or_of_colleague(self, name: str) -> str:
        return str(getattr(self, name) or getattr(self.responsible, name, ""))
