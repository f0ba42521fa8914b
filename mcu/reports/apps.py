from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mcu.reports"
    label = "reports"
    verbose_name = "Отчёты"
