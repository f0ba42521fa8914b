from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "mcu.intake"
    label = "intake"
    verbose_name = "Приём"
