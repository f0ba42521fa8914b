"""Why it happens and what is decided about it: causes, road maps, decisions."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "mcu.coordination"
    label = "coordination"
    verbose_name = "Первопричины и решения"
