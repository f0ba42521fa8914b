"""mcu slice --by topic,month --measure count,overdue_share --period 2026-01..2026-09"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.analytics import sheets
from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import Grid, sliced
from mcu.analytics.rules import measures, slices
from mcu.analytics.rules.slices import Basis, Slice, Whose
from mcu.analytics.rules.summary import read_span
from mcu.core.errors import RuleViolation
from mcu.core.tables import write_csv
from mcu.org.queries import municipality


class Command(BaseCommand):
    help = "срез: строки и столбцы, показатели, отбор, период — те же числа, что на странице"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", default="topic_group", metavar="СТРОКИ[,СТОЛБЦЫ]")
        parser.add_argument("--measure", default="", metavar="КОД,КОД")
        parser.add_argument("--where", action="append", default=[], metavar="РАЗРЕЗ=ЗНАЧЕНИЕ,…")
        parser.add_argument("--period", default="", metavar="2026-01..2026-09")
        parser.add_argument("--basis", default="received", choices=[b.value for b in Basis])
        parser.add_argument("--compare", default="", choices=list(slices.COMPARED))
        parser.add_argument("--top", type=int, default=slices.TOP)
        parser.add_argument("--format", default="table", choices=["table", "json", "csv", "xlsx"])
        parser.add_argument("--out", type=Path, metavar="ФАЙЛ")
        parser.add_argument("--municipality", default="", metavar="КОД")

    def handle(self, *args: Any, **options: Any) -> None:
        place = municipality(options["municipality"])
        rows, _, columns = options["by"].partition(",")
        with timezone.override(place.timezone):
            chosen = Slice(
                read_span(options["period"], timezone.localdate()), rows, columns,
                tuple(filter(None, options["measure"].split(",")))
                or measures.USUAL_OF[slices.table_of((rows, columns))],
                tuple(slices.read_filter(*text.partition("=")[::2]) for text in options["where"]),
                Basis(options["basis"]), options["top"], options["compare"],
            )  # fmt: skip
            scope = Whose(place.pk, place.population)
            grid = sliced(chosen, scope, place, manifest=mart.published())
            self._write(grid, options["format"], options["out"], options["where"])

    def _write(self, grid: Grid, form: str, out: Path | None, narrowed: list[str]) -> None:
        if form in {"csv", "xlsx"}:
            self._file(grid, form, out, narrowed)
        elif form == "json":
            self.stdout.write(json.dumps(sheets.as_json(grid), ensure_ascii=False))
        else:
            self.stdout.write("\t".join(column.title for column in sheets.columns(grid)))
            for row in sheets.rows(grid):
                self.stdout.write("\t".join("" if cell is None else str(cell) for cell in row))

    def _file(self, grid: Grid, form: str, out: Path | None, narrowed: list[str]) -> None:
        if out is None and form == "xlsx":
            raise RuleViolation("Назовите файл: --out срез.xlsx.")
        target: Path | BinaryIO = out or sys.stdout.buffer
        if form == "csv":
            write_csv(target, sheets.columns(grid), sheets.rows(grid))
        else:
            Path(str(target)).write_bytes(
                sheets.workbook(grid, sheets.notes(grid, narrowed)).read()
            )
