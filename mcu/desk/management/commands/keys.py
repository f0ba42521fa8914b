"""mcu keys: which keys there are, a new one for everything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.desk.actions.keys import ROTATION_LOCK, Rotation, rotate
from mcu.desk.queries.keys import KeyRow, key_rows


class Command(BaseCommand):
    help = "list — ключи и сколько ими закрыто; rotate — новый ключ для всех данных"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|rotate")
        verbs.add_parser("list", help="какие ключи есть и сколько строк закрыто каждым")
        turn = verbs.add_parser("rotate", help="сделать новый ключ и перезакрыть им всё")
        turn.add_argument("--resume", action="store_true", help="продолжить прерванную смену")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "list":
            self._list()
        else:
            self._rotate(resume=options["resume"])

    def _list(self) -> None:
        rows = key_rows()
        for row in rows:
            self.stdout.write(f"{row.name}  строк: {row.rows}  {_state(row)}")
        if not rows:
            self.stdout.write("Ключей ещё нет: первый появится с первыми данными.")
        if any(not row.here and row.rows for row in rows):
            raise RuleViolation(
                "Часть данных закрыта ключами, которых нет на месте: без них её не открыть. Верните "
                f"файлы ключей из резервной копии в папку {settings.MCU_KEYS}."
            )

    def _rotate(self, *, resume: bool) -> None:
        with claimed(ROTATION_LOCK, 0) as free:
            if not free:
                raise RuleViolation("Смена ключа уже идёт в другом процессе. Дождитесь её конца.")
            done = rotate(resume=resume, progress=self._progress)
        self.stdout.write(f"Перезакрыто строк: {done.resealed}.")
        self._rest(done)

    def _progress(self, count: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\rперезакрыто {count}", ending="")

    def _rest(self, done: Rotation) -> None:
        if done.lost:
            raise RuleViolation(
                f"Не открылось строк: {done.lost} — их ключа нет в папке {settings.MCU_KEYS} или они "
                "повреждены. Верните ключ и выполните: mcu keys rotate --resume"
            )
        if done.waiting:
            self.stdout.write(
                "Идёт загрузка файла, она ещё может принести строки под прежним ключом: он оставлен. "
                "Когда загрузка кончится, выполните: mcu keys rotate --resume"
            )
        elif done.retired:
            old = Path(settings.MCU_KEYS) / "old"
            self.stdout.write(
                f"Прежний ключ больше ничего не закрывает и отложен в {old}. Он нужен только для "
                "резервных копий, сделанных раньше; когда их не станет, удалите его."
            )


def _state(row: KeyRow) -> str:
    if row.old:
        return f"отложен, сделан {row.made_at}" + (" — НУЖЕН: верните на место" if row.rows else "")
    if not row.here:
        return "НЕТ НА МЕСТЕ"
    return f"{'закрывает новое' if row.newest else 'только открывает'}, сделан {row.made_at}"
