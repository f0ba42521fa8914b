"""mcu places import FILE: a table or an extract of ГАР is taken into the gazetteer."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from mcu.core.errors import RuleViolation
from mcu.org.queries import municipality
from mcu.org.rules.roles import program
from mcu.places import actions
from mcu.places.actions.importing import Plan, Rows, rows_of

SHOWN = 10


class Command(BaseCommand):
    help = "import ФАЙЛ — загрузить в справочник мест таблицу (csv, xlsx) или выгрузку ГАР (zip, папка)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="import")
        take = verbs.add_parser("import", help="загрузить места из файла")
        take.add_argument("file", metavar="ФАЙЛ")
        take.add_argument(
            "--oktmo", default="", help="ОКТМО муниципалитета: взять из ГАР только его"
        )
        take.add_argument("--municipality", default="", metavar="КОД")
        take.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if not path.exists():
            raise RuleViolation(f"Файла «{path}» нет. Проверьте путь.")
        place = municipality(options["municipality"])
        by = program(place.pk, "Команда mcu places import")
        columns = TextColumn("Места"), TextColumn("{task.completed}"), TimeElapsedColumn()
        with Progress(*columns, disable=options["json"]) as bar:
            rows = _counted(rows_of(path, path.name, options["oktmo"]), bar)
            plan = actions.take_rows(municipality=place, rows=rows, by=by)
        self._report(plan, as_json=options["json"])

    def _report(self, plan: Plan, *, as_json: bool) -> None:
        totals = {
            "new": plan.added, "updated": plan.changed, "unchanged": plan.same,
            "rejected": plan.rejected,
        }  # fmt: skip
        if as_json:
            self.stdout.write(json.dumps(totals, ensure_ascii=False))
            return
        self.stdout.write(
            f"Новых: {plan.added}, изменено: {plan.changed}, без изменений: {plan.same}, "
            f"отклонено: {plan.rejected}."
        )
        for row in plan.rejects[:SHOWN]:
            self.stdout.write(f"строка {row.line}: {row.reason}")


def _counted(rows: Rows, bar: Progress) -> Iterator[Any]:
    task = bar.add_task("", total=None)
    for row in rows:
        bar.advance(task)
        yield row
