from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mcu.demo"
    label = "demo"
    verbose_name = "Пример"
