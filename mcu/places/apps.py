from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "mcu.places"
    verbose_name = "Справочник мест"
