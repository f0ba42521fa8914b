"""mcu text: what is found in texts; stored texts hidden again by better rules."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.actions.remask import remask
from mcu.cases.jobs import MASK_LOCK
from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.org.rules.roles import program
from mcu.text.mask import mask
from mcu.text.personal import find


class Command(BaseCommand):
    help = "analyse ФАЙЛ|- — что найдено в каждой строке; remask — скрыть тексты заново"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="analyse|remask")
        analyse = verbs.add_parser("analyse", help="по строке JSON на каждый текст")
        analyse.add_argument("file", metavar="ФАЙЛ", help="текст на строке; «-» — со входа")
        verbs.add_parser("remask", help="пройти все сообщения по сегодняшним правилам")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "remask":
            self._remask()
        else:
            for text in _lines(options["file"]):
                self.stdout.write(json.dumps(_found(text), ensure_ascii=False))

    def _remask(self) -> None:
        for place in Municipality.objects.order_by("pk"):
            with claimed(MASK_LOCK, place.pk) as free:
                if not free:
                    raise RuleViolation("Тексты уже скрываются в другом процессе. Дождитесь конца.")
                changed = remask(place=place, by=program(place.pk, "Командная строка"))
            self.stdout.write(f"{place}: изменено текстов {changed}")


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    if not Path(name).is_file():
        raise RuleViolation(f"Файла {name} нет. Проверьте путь.")
    with Path(name).open(encoding="utf-8", errors="replace") as file:
        yield from (line.rstrip("\n") for line in file)


def _found(text: str) -> dict[str, Any]:
    spans = [
        {
            "start": span.start, "end": span.end, "type": str(span.kind), "weak": span.weak,
            "confidence": span.confidence, "reason": span.reason,
        }
        for span in find(text)
    ]  # fmt: skip
    return {"masked": mask(text), "personal": spans}
