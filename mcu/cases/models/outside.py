"""The outside language model of a municipality: off until somebody switches it on."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality


class OutsideModel(models.Model):
    """Where the model is. The key is sealed by the vault."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="outside_model"
    )
    active = models.BooleanField("включена", default=False)
    base_url = models.CharField("адрес", max_length=300, blank=True)
    model = models.CharField("модель", max_length=100, blank=True)
    key = models.BinaryField("ключ", default=bytes)
    proxy = models.CharField("прокси", max_length=300, blank=True)
    token_url = models.CharField("адрес выдачи токена", max_length=300, blank=True)
    scope = models.CharField("область доступа", max_length=100, blank=True)
    ca = models.TextField("сертификат удостоверяющего центра", blank=True)

    SEALED: ClassVar = ("key",)

    class Meta:
        verbose_name = "внешняя модель"

    def __str__(self) -> str:
        return self.model
