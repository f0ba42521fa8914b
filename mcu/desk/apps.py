from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mcu.desk"
    label = "desk"
    verbose_name = "Рабочий стол"
