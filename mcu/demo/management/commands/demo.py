"""mcu demo: build the invented town; --logins prints who can sign in."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mcu.core.errors import RuleViolation
from mcu.demo.build import build
from mcu.demo.staff import PASSWORD
from mcu.demo.town import CAST, MUNICIPALITY
from mcu.org.models import Municipality, Person

SHOWN = ("chief", "incident", "pos", "admin", "head")


class Command(BaseCommand):
    help = "Строит учебный город: люди, полгода сообщений, работа в каждом состоянии."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=1200, help="сколько сообщений")
        parser.add_argument("--seed", type=int, default=1, help="другое число — другой город")
        parser.add_argument("--logins", action="store_true", help="только напечатать логины")

    def handle(self, *args: Any, cases: int, seed: int, logins: bool, **options: Any) -> None:
        if logins:
            self._logins()
            return
        if Municipality.objects.filter(code=MUNICIPALITY, people__isnull=False).exists():
            raise RuleViolation(
                "Учебный город уже построен. Чтобы построить заново, укажите другую папку: "
                "MCU_DATA=./var2 mcu demo"
            )
        if not 1 <= cases <= 100_000:
            raise RuleViolation("Число сообщений — от 1 до 100 000.")
        columns = (
            TextColumn("Учебный город"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("", total=cases)
            build(
                seed=seed,
                cases=cases,
                until=timezone.now(),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        self._logins()

    def _logins(self) -> None:
        """The logins of the invented town, while it is there."""
        if not Person.objects.filter(municipality__code=MUNICIPALITY, login=SHOWN[0]).exists():
            return
        self.stdout.write(f"Логины учебного города (пароль у всех {PASSWORD}):")
        members = {member.login: member for member in CAST}
        for login in SHOWN:
            self.stdout.write(f"  {login:<10} {members[login].position}")
        self.stdout.write("  и ещё: Настройки → Люди")
