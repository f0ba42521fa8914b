"""mcu text: what is found in texts; stored texts hidden again by better rules."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.cases.actions.labels import label_old
from mcu.cases.actions.remask import remask
from mcu.cases.jobs import MASK_LOCK
from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.core.tables.texts import GivenText, Layout, read_texts
from mcu.desk.queries.readers import readers
from mcu.org.models import Municipality
from mcu.org.rules.roles import program
from mcu.text.analysis import Analyser


class Command(BaseCommand):
    help = "analyse ФАЙЛ|- — что найдено в каждом тексте; remask — скрыть тексты заново; label — признаки прежних"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="analyse|remask|label")
        analyse = verbs.add_parser("analyse", help="по строке JSON на каждый текст")
        analyse.add_argument(
            "file", metavar="ФАЙЛ",
            help="текст на строке, таблица с колонкой text или JSON по строкам; «-» — со входа",
        )  # fmt: skip
        analyse.add_argument("--model", type=Path, metavar="МОДЕЛЬ", help="из mcu topics train")
        analyse.add_argument(
            "--gazetteer", type=Path, metavar="ТАБЛИЦА", help="улицы и места: kind, name, …"
        )
        analyse.add_argument("--format", choices=[*Layout], default=Layout.AUTO, dest="layout")
        analyse.add_argument(
            "--on", type=date.fromisoformat, default=None, metavar="ДАТА",
            help="день, от которого считать «через неделю»; без него — сегодня",
        )  # fmt: skip
        verbs.add_parser("remask", help="пройти все сообщения по сегодняшним правилам")
        verbs.add_parser("label", help="прочитать признаки у сообщений, где их ещё нет")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "remask":
            self._remask()
            return
        if verb == "label":
            self._label()
            return
        analyser = Analyser(
            options["on"] or timezone.localdate(), readers(options["model"], options["gazetteer"])
        )
        path = None if options["file"] == "-" else Path(options["file"])
        try:
            for given in read_texts(path, sys.stdin.buffer, Layout(options["layout"])):
                self.stdout.write(json.dumps(_line(given, analyser), ensure_ascii=False))
        except BrokenPipeError:  # whoever read has seen enough
            sys.stderr.close()

    def _remask(self) -> None:
        for place in Municipality.objects.order_by("pk"):
            with claimed(MASK_LOCK, place.pk) as free:
                if not free:
                    raise RuleViolation("Тексты уже скрываются в другом процессе. Дождитесь конца.")
                changed = remask(place=place, by=program(place.pk, "Командная строка"))
            self.stdout.write(f"{place}: изменено текстов {changed}")

    def _label(self) -> None:
        for place in Municipality.objects.order_by("pk"):
            labelled = label_old(place=place, by=program(place.pk, "Командная строка"))
            self.stdout.write(f"{place}: признаки найдены у сообщений — {labelled}")


def _line(given: GivenText, analyser: Analyser) -> dict[str, Any]:
    if given.refused:
        return {"line": given.number, "error": given.refused}
    named = {"id": given.id} if given.id else {}
    return {"line": given.number, **named, **analyser.analyse(given.text)}
