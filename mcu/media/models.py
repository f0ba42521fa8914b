"""The register of official pages of bodies and institutions."""

from typing import ClassVar

from django.db import models

from mcu.media.rules.page import Network, lacks
from mcu.org.models import Body, Municipality, Person


class OfficialPage(models.Model):
    """A page that a body keeps in a network, and how it stands in the module «Госпаблик» of ПОС."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="official_pages")
    name = models.CharField("название", max_length=200)
    url = models.URLField("адрес", max_length=300)
    network = models.CharField("сеть", max_length=10, choices=Network.choices)
    body = models.ForeignKey(Body, models.PROTECT, related_name="pages", verbose_name="чья")
    keeper = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто ведёт"
    )
    connected = models.BooleanField("подключена к модулю «Госпаблик»", default=False)
    badge = models.BooleanField("есть госметка", default=False)
    widget = models.BooleanField("есть виджет «Сообщить о проблеме»", default=False)
    subscribers = models.PositiveIntegerField("подписчиков", null=True, blank=True)
    checked_on = models.DateField("проверена", null=True, blank=True)
    active = models.BooleanField("ведётся", default=True)

    class Meta:
        verbose_name = "официальная страница"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "url"], name="official_page_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lacking(self) -> list[str]:
        """What is still to be done about it, in words."""
        return lacks(self.network, connected=self.connected, badge=self.badge, widget=self.widget)
