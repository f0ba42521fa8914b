"""mcu restore: everything again out of a copy, into an empty data folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mcu.core.backup import is_empty, restore, restore_keys
from mcu.core.errors import RuleViolation
from mcu.desk.queries.keys import key_rows


class Command(BaseCommand):
    help = "Восстанавливает базу, файлы и ключи из копии в пустую папку данных."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="ФАЙЛ")
        parser.add_argument("--keys", type=Path, metavar="ФАЙЛ", help="файл ключей")

    def handle(self, *args: Any, file: Path, keys: Path | None, **options: Any) -> None:
        for source in filter(None, (file, keys)):
            if not source.is_file():
                raise RuleViolation(f"Файла {source} нет. Проверьте путь.")
        if not is_empty():
            raise RuleViolation(
                "В этой базе уже есть данные, восстановление их стёрло бы. "
                "Укажите пустую папку данных (MCU_DATA) или пустую базу."
            )
        if keys:
            restore_keys(keys)
        made = restore(file)
        self.stdout.write(
            f"Восстановлено из копии от {made['made_at']}, программа {made['program']}: "
            f"база и файлов {made['files']}."
        )
        lost = sum(row.rows for row in key_rows() if not row.here)
        if lost:
            self.stderr.write(
                f"Ключей не хватает: строк, которые не открыть, — {lost}. Верните файлы ключей "
                "(mcu restore … --keys ФАЙЛ в пустую папку или сами файлы в папку keys)."
            )
