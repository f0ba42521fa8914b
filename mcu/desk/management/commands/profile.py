"""`mcu profile`: what profiles there are, and setting a municipality up by one."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.models import Norm, Route
from mcu.cases.queries import topics_of
from mcu.desk.actions import load_profile, profiles


class Command(BaseCommand):
    help = "list — профили; load ПРОФИЛЬ|ФАЙЛ — завести муниципалитет"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|load")
        shown = verbs.add_parser("list", help="профили, которые есть в программе")
        load = verbs.add_parser("load", help="завести муниципалитет или обновить его по профилю")
        load.add_argument("profile", metavar="ПРОФИЛЬ|ФАЙЛ")
        for verb in (shown, load):
            verb.add_argument("--json", action="store_true", help="итог в виде JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "list":
            self._list(options["json"])
        else:
            self._load(options["profile"], options["json"])

    def _list(self, as_json: bool) -> None:
        known = profiles()
        if as_json:
            self.stdout.write(json.dumps(known, ensure_ascii=False))
            return
        for name, title in known.items():
            self.stdout.write(f"{name:<16} {title}")

    def _load(self, name: str, as_json: bool) -> None:
        place = load_profile(name)
        totals = {
            "municipality": place.code,
            "blocks": place.blocks.count(),
            "bodies": place.bodies.count(),
            "topics": topics_of(place.pk).filter(parent__isnull=False).count(),
            "norms": Norm.objects.filter(municipality=place).count(),
            "routes": Route.objects.filter(municipality=place).count(),
        }
        if as_json:
            self.stdout.write(json.dumps(totals, ensure_ascii=False))
            return
        self.stdout.write(
            f"{place.name} ({place.code}): блоков {totals['blocks']}, органов {totals['bodies']}, "
            f"тем {totals['topics']}, норм {totals['norms']}, маршрутов {totals['routes']}."
        )
        self.stdout.write(
            "Дальше: mcu user add ЛОГИН --name «Фамилия Имя Отчество» --role administrator "
            f"--municipality {place.code}"
        )
