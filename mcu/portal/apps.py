"""The doors for residents: sending, following, the open page of the town."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "mcu.portal"
    label = "portal"
    verbose_name = "Портал жителя"
