"""What is happening in the town and why: spikes, seasons, growth, the picture of problems."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "mcu.insight"
    label = "insight"
    verbose_name = "Что происходит и почему"
