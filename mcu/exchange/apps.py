"""The app of exchange with other systems."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "mcu.exchange"
    label = "exchange"
    verbose_name = "Обмен"
