"""The workbook of rejected rows: the reason first, then the row as it was."""

import tempfile
from typing import IO, Any

from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.core.tables import write_xlsx
from mcu.intake.models import ImportRun


def rejects_workbook(run: ImportRun) -> IO[bytes]:
    """An open temporary xlsx; RuleViolation when there is nothing or it has expired."""
    first = run.rejects.first()
    if first is None:
        raise RuleViolation(
            "Отклонённых строк нет: либо загрузились все, либо прошло семь дней и файл стёрт."
        )
    titles = list(vault.unseal(first.sealed))
    columns = [("Строка", "number", 8), ("Почему отклонена", "text", 60)]
    columns += [(title, "text", 20) for title in titles]
    file = tempfile.TemporaryFile()
    write_xlsx(file, "Отклонённые строки", columns, _rows(run, titles))
    file.seek(0)
    return file


def _rows(run: ImportRun, titles: list[str]):  # type: ignore[no-untyped-def]
    for reject in run.rejects.iterator():
        raw: dict[str, Any] = vault.unseal(reject.sealed)
        yield [reject.row, reject.reason, *(raw.get(title, "") for title in titles)]
