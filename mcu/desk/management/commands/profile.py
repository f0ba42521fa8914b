"""`mcu profile`: what profiles there are, and setting a municipality up by one."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.models import Norm, Route
from mcu.cases.queries import topics_of
from mcu.desk.actions import check_profile, load_profile, profiles


class Command(BaseCommand):
    help = "list — профили; check и load ПРОФИЛЬ|ФАЙЛ — проверить, завести муниципалитет"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|check|load")
        shown = verbs.add_parser("list", help="профили, которые есть в программе")
        load = verbs.add_parser("load", help="завести муниципалитет или обновить его по профилю")
        check = verbs.add_parser("check", help="проверить профиль, ничего не меняя")
        for verb in (load, check):
            verb.add_argument("profile", metavar="ПРОФИЛЬ|ФАЙЛ")
        for verb in (shown, load, check):
            verb.add_argument("--json", action="store_true", help="итог в виде JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "list":
            self._list(options["json"])
        elif options["verb"] == "check":
            self._check(options["profile"], options["json"])
        else:
            self._load(options["profile"], options["json"])

    def _check(self, name: str, as_json: bool) -> None:
        check_profile(name)
        told = json.dumps({"ok": True}) if as_json else f"Профиль «{name}» можно загружать."
        self.stdout.write(told)

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
