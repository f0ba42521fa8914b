from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "mcu.channels"
    verbose_name = "Отправка"
