"""Whether it helped: ratings by residents, second looks, surveys, conflicts."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "mcu.quality"
    label = "quality"
    verbose_name = "Качество"
