from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "mcu.org"
    label = "org"
    verbose_name = "Организация"
