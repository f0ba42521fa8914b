"""Where the centre sits, with what, and who pays."""

from django.db import models

from mcu.org.models.place import Municipality


class CentreCard(models.Model):
    """Address, room, equipment, support and funding of the centre."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="centre", primary_key=True
    )
    address = models.CharField("адрес", max_length=300, blank=True)
    room = models.CharField("помещение", max_length=200, blank=True)
    provided_by = models.CharField("кто предоставляет помещение", max_length=300, blank=True)
    phone = models.CharField("телефон", max_length=100, blank=True)
    email = models.EmailField("почта", blank=True)
    hours = models.CharField("часы работы", max_length=200, blank=True)
    equipment = models.TextField("оснащение", blank=True)
    support = models.CharField("организационно-техническое обеспечение", max_length=300, blank=True)
    funding = models.CharField("источник финансирования", max_length=300, blank=True)
    basis = models.CharField("основание", max_length=300, blank=True)

    class Meta:
        verbose_name = "карточка центра"

    def __str__(self) -> str:
        return f"Карточка центра: {self.municipality}"
