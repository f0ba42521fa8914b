from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mcu.web"
    label = "web"
    verbose_name = "Оформление"
