"""How the portal of a municipality looks and what it asks."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality
from mcu.portal.rules.setup import CONSENT, LEAST


class PortalSetup(models.Model):
    """The settings of the portal; it is open while its channel works (`mcu.connectors.portal`).

    `provider` is sealed: where residents sign in to make an appeal (`mcu.clients.oidc.Client`).
    """

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="portal", primary_key=True
    )
    greeting = models.CharField("что сказать жителю", max_length=500, blank=True)
    consent = models.TextField("согласие на обработку персональных данных", default=CONSENT)
    policy_url = models.URLField("политика обработки данных", max_length=500, blank=True)
    appeal_url = models.URLField("где подать обращение (59-ФЗ)", max_length=500, blank=True)
    by_post = models.CharField("почтовый адрес для обращений", max_length=500, blank=True)
    reception = models.CharField("личный приём", max_length=500, blank=True)
    near = models.BooleanField("предлагать «у меня тоже»", default=True)
    proof = models.BooleanField("проверка работой браузера", default=False)
    least = models.PositiveSmallIntegerField("скрывать числа меньше", default=LEAST)
    frames = models.JSONField("на каких сайтах стоит виджет", default=list, blank=True)
    provider = models.BinaryField(null=True)

    SEALED: ClassVar = ("provider",)

    class Meta:
        verbose_name = "портал жителя"

    def __str__(self) -> str:
        return f"портал {self.municipality_id}"


class Question(models.Model):
    """What a topic wants to know; without options it is answered in words."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    topic = models.CharField("тема или группа тем", max_length=120)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    text = models.CharField("вопрос", max_length=200)
    options = models.JSONField("варианты", default=list, blank=True)
    required = models.BooleanField("обязательно", default=False)

    class Meta:
        verbose_name = "вопрос темы"
        ordering: ClassVar = ["topic", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "topic", "text"], name="portal_question_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
