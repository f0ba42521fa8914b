from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "mcu.tasks"
    verbose_name = "Задачи"
