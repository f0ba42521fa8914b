"""What each role sees at once: «Пульт» on a wall, the panels of «Сводка»."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "mcu.dashboards"
    label = "dashboards"
    verbose_name = "Пульт и панели"
