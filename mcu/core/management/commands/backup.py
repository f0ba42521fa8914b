"""mcu backup: everything in one file, the keys in another."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mcu.core.backup import backup, backup_keys
from mcu.core.errors import RuleViolation

WITHOUT_KEYS = (
    "Ключей в копии нет: без них данные заявителей из неё не открыть. Сохраните их один раз и после "
    "каждой смены ключа отдельно, не рядом с копией: mcu backup ФАЙЛ --keys ФАЙЛ_КЛЮЧЕЙ"
)
WITH_KEYS = (
    "Ключи сохранены в {file}: кто получит оба файла, прочтёт данные всех заявителей. "
    "Держите их в разных местах."
)


class Command(BaseCommand):
    help = "Копирует базу и файлы в один файл, ключи — отдельно."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="ФАЙЛ")
        parser.add_argument("--keys", type=Path, metavar="ФАЙЛ", help="куда положить ключи")

    def handle(self, *args: Any, file: Path, keys: Path | None, **options: Any) -> None:
        for target in filter(None, (file, keys)):
            if not target.absolute().parent.is_dir():
                raise RuleViolation(f"Папки {target.absolute().parent} нет. Создайте её.")
            if target.exists():
                raise RuleViolation(
                    f"Файл {target} уже есть. Назовите другой, копии не затираются."
                )
        made = backup(file.absolute())
        size = file.stat().st_size / 2**20
        self.stdout.write(f"Копия {file}: база и файлов {made['files']}, {size:.1f} МБ.")
        if keys:
            backup_keys(keys.absolute())
            self.stdout.write(WITH_KEYS.format(file=keys))
        else:
            self.stderr.write(WITHOUT_KEYS)
