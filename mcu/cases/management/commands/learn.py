"""mcu learn: suggestions learn from the decisions of a municipality, now and in this process."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.actions.learning import ask_training
from mcu.cases.actions.training import carry_out
from mcu.cases.models import Training
from mcu.org.queries import municipality
from mcu.org.rules.roles import program


class Command(BaseCommand):
    help = "подсказки учатся на решениях муниципалитета и сравниваются с прежними"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", metavar="КОД", help="если муниципалитетов несколько")
        parser.add_argument("--training", type=int, metavar="НОМЕР", help="уже начатое обучение")

    def handle(self, *args: Any, **options: Any) -> None:
        training = self._training(options)
        done = carry_out(training, program(training.municipality_id, training.asked_by_name))
        self.stdout.write(done.result)

    def _training(self, options: dict[str, Any]) -> Training:
        if options["training"]:
            return Training.objects.select_related("municipality").get(pk=options["training"])
        place = municipality(options["municipality"])
        return ask_training(place=place, by=program(place.pk))
