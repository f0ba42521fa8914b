"""What the municipality shows of itself: its official pages."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "mcu.media"
    label = "media"
    verbose_name = "Официальные страницы"
