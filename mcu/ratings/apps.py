from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "mcu.ratings"
    label = "ratings"
    verbose_name = "Рейтинги"
