"""mcu export cases: messages without people, for analysis and training."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.actions.annotate import record_export
from mcu.cases.models import Case
from mcu.cases.queries.depersonalised import FIELDS, csv_line, depersonalised_rows
from mcu.core.errors import RuleViolation
from mcu.core.tables import write_csv
from mcu.org.queries import municipality
from mcu.org.rules.roles import program

Rows = Iterable[dict[str, Any]]


def as_jsonl(path: Path, rows: Rows) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007 — the last number is the answer
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def as_csv(path: Path, rows: Rows) -> int:
    counted: list[int] = [0]

    def lines() -> Iterator[tuple[str, ...]]:
        for row in rows:
            counted[0] += 1
            yield csv_line(row)

    with path.open("wb") as file:
        write_csv(file, FIELDS_OF_CSV, lines())
    return counted[0]


FIELDS_OF_CSV = [(name, "text", 18) for name in FIELDS]
FORMS: dict[str, Callable[[Path, Rows], int]] = {".csv": as_csv, ".jsonl": as_jsonl}


class Command(BaseCommand):
    help = "cases --depersonalised --out ФАЙЛ — обезличенная выгрузка сообщений"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["cases"], metavar="cases")
        parser.add_argument("--depersonalised", action="store_true", help="без данных людей")
        parser.add_argument("--out", type=Path, required=True, metavar="ФАЙЛ.csv|ФАЙЛ.jsonl")
        parser.add_argument("--municipality", metavar="КОД", help="если муниципалитетов несколько")

    def handle(self, *args: Any, out: Path, depersonalised: bool, **options: Any) -> None:
        if not depersonalised:
            raise RuleViolation(
                "Отсюда выгружается только обезличенное: добавьте --depersonalised. "
                "Список для работы выгружают из Ленты."
            )
        write = FORMS.get(out.suffix)
        if write is None:
            raise RuleViolation("Назовите файл .csv или .jsonl.")
        if out.exists():
            raise RuleViolation(f"Файл {out} уже есть. Назовите другой.")
        place = municipality(options["municipality"])
        count = write(out, depersonalised_rows(Case.objects.filter(municipality=place)))
        record_export(rows=count, form="depersonalised", by=program(place.pk, "Командная строка"))
        self.stdout.write(f"Выгружено обезличенных сообщений: {count}, файл {out}.")
