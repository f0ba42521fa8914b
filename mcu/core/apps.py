from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "mcu.core"
    label = "core"
    verbose_name = "Основа"
