"""What is known of the territory for planning: its indicators, its passport, a package per settlement."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "mcu.planning"
    label = "planning"
    verbose_name = "Показатели территории"
