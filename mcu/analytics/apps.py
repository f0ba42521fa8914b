from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "mcu.analytics"
    label = "analytics"
    verbose_name = "Аналитика"
