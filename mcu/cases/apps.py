from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mcu.cases"
    label = "cases"
    verbose_name = "Сообщения и обращения"
