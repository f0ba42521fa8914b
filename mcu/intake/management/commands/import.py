"""mcu import FILE: take a file in and print the totals."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from mcu.core.claims import claimed
from mcu.core.errors import NoRoom, RuleViolation
from mcu.intake import actions
from mcu.intake.actions.runs import totals_of
from mcu.intake.jobs import LOCK_SPACE
from mcu.intake.models import ImportRun
from mcu.org.queries import municipality
from mcu.org.rules.roles import program


class Command(BaseCommand):
    help = "Загружает выгрузку «Инцидент Менеджмент», ПОС или другую таблицу."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="ФАЙЛ")
        parser.add_argument("--layout", default="auto", help="auto, incident, pos, appeals, своя")
        parser.add_argument("--municipality", default="", help="код муниципалитета")
        parser.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if not path.is_file():
            raise RuleViolation(f"Файла «{path}» нет. Проверьте путь.")
        place = municipality(options["municipality"])
        by = program(place.pk, "Команда mcu import")
        run = actions.open_run(
            municipality=place,
            file_key=_digest(path),
            file_name=path.name,
            file_size=path.stat().st_size,
            layout=options["layout"],
            by=by,
        )
        with claimed(LOCK_SPACE, run.pk) as free:
            if not free:
                raise RuleViolation("Этот файл уже загружается другим процессом. Дождитесь конца.")
            run = _take(run, path, by, quiet=options["json"])
        self._report(run, options["json"])
        if run.rejected and run.rejected == run.position:
            raise RuleViolation(
                "Ни одной строки загрузить не удалось. Причины: Импорт → эта загрузка → "
                "«Отклонённые строки»."
            )

    def _report(self, run: ImportRun, as_json: bool) -> None:
        totals = totals_of(run)
        if as_json:
            self.stdout.write(json.dumps(totals, ensure_ascii=False))
            return
        self.stdout.write(
            f"Строк: {totals['rows']}. Новых: {totals['new']}, обновлено: {totals['updated']}, "
            f"без изменений: {totals['unchanged']}, отклонено: {totals['rejected']}. "
            f"Время: {totals['seconds']} с."
        )


def _take(run: ImportRun, path: Path, by: Any, *, quiet: bool) -> ImportRun:
    columns = (
        TextColumn("Загрузка"), BarColumn(), TaskProgressColumn(),
        TextColumn("строк: {task.fields[rows]}"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=100, completed=run.percent, rows=run.position)
        try:
            return actions.carry_on(
                run=run,
                path=path,
                by=by,
                progress=lambda now: bar.update(task, completed=now.percent, rows=now.position),
            )
        except NoRoom as refusal:
            raise RuleViolation(
                f"{refusal.cause} Загруженные строки сохранены. Освободите место и запустите ту же "
                "команду снова: загрузка продолжится с того же места."
            ) from refusal
        except RuleViolation as refusal:
            actions.fail(run=run, sentence=refusal.sentence, by=by)
            raise


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
