"""`mcu profile`: what profiles there are, and setting a municipality up by one."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.models import Norm, Route
from mcu.cases.queries import topics_of
from mcu.core.profile.guides import json_schema, tables
from mcu.desk.actions import check_profile, load_profile, profiles
from mcu.desk.queries.profile import SECTIONS
from mcu.org.models import Municipality


class Command(BaseCommand):
    help = "list — профили; check и load ПРОФИЛЬ|ФАЙЛ — проверить, завести муниципалитет"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|check|load|schema")
        shown = verbs.add_parser("list", help="профили, которые есть в программе")
        load = verbs.add_parser("load", help="завести муниципалитет или обновить его по профилю")
        check = verbs.add_parser("check", help="проверить профиль, ничего не меняя")
        schema = verbs.add_parser("schema", help="формат профиля как JSON Schema")
        schema.add_argument("--markdown", action="store_true", help="таблицами для описания")
        for verb in (load, check):
            verb.add_argument("profile", metavar="ПРОФИЛЬ|ФАЙЛ")
        for verb in (shown, load, check):
            verb.add_argument("--json", action="store_true", help="итог в виде JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _schema(self, options: dict[str, Any]) -> None:
        sections = list(SECTIONS.values())
        if options["markdown"]:
            self.stdout.write(tables(sections))
        else:
            self.stdout.write(json.dumps(json_schema(sections), ensure_ascii=False, indent=1))

    def _check(self, options: dict[str, Any]) -> None:
        name = options["profile"]
        check_profile(name)
        self._tell({"ok": True}, f"Профиль «{name}» можно загружать.", options)

    def _list(self, options: dict[str, Any]) -> None:
        known = profiles()
        lines = [f"{name:<16} {title}" for name, title in known.items()]
        self._tell(known, "\n".join(lines), options)

    def _load(self, options: dict[str, Any]) -> None:
        place = load_profile(options["profile"])
        totals = _totals(place)
        said = (
            f"{place.name} ({place.code}): блоков {totals['blocks']}, органов {totals['bodies']}, "
            f"тем {totals['topics']}, норм {totals['norms']}, маршрутов {totals['routes']}.\n"
            "Дальше: mcu user add ЛОГИН --name «Фамилия Имя Отчество» --role administrator "
            f"--municipality {place.code}"
        )
        self._tell(totals, said, options)

    def _tell(self, data: Any, words: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False) if options["json"] else words)


def _totals(place: Municipality) -> dict[str, Any]:
    return {
        "municipality": place.code,
        "blocks": place.blocks.count(),
        "bodies": place.bodies.count(),
        "topics": topics_of(place.pk).filter(parent__isnull=False).count(),
        "norms": Norm.objects.filter(municipality=place).count(),
        "routes": Route.objects.filter(municipality=place).count(),
    }
