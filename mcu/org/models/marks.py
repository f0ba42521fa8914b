"""What an act or a contract says of a member of the centre beside the duties."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality


class ServiceMarks(models.Model):
    """Marks of a person's service; apart from Person, which every request reads."""

    class Pay(models.TextChoices):
        LOCAL = "local", "местный бюджет"
        TRANSFER = "transfer", "иной межбюджетный трансферт"
        OTHER = "other", "иной источник"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="service_marks")
    person = models.OneToOneField(Person, models.CASCADE, related_name="marks", primary_key=True)
    permanent_since = models.DateField("закреплён для постоянной работы в МЦУ с", null=True)
    permanent_act = models.CharField("чем закреплён", max_length=300, blank=True)
    instruction_on = models.DateField("должностная инструкция актуализирована", null=True)
    outside_service = models.BooleanField("вне муниципальной службы", default=False)
    pay = models.CharField("источник оплаты", max_length=10, choices=Pay.choices, blank=True)
    pay_act = models.CharField("акт об источнике оплаты", max_length=300, blank=True)

    class Meta:
        verbose_name = "служебные отметки"

    def __str__(self) -> str:
        return str(self.person)


class WorkHours(models.Model):
    """Hours a person gave to the centre in one week, as they say themselves."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="work_hours")
    person = models.ForeignKey(Person, models.CASCADE, related_name="work_hours")
    week = models.DateField("понедельник недели")
    hours = models.DecimalField("часов", max_digits=4, decimal_places=1)
    note = models.CharField("на что ушли", max_length=300, blank=True)

    class Meta:
        verbose_name = "часы за неделю"
        ordering: ClassVar = ["-week"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "week"], name="work_hours_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.week:%d.%m.%Y}: {self.hours}"
