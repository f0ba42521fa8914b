from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "mcu.territory"
    verbose_name = "территория"
