"""The workbook of rejected rows: the reason first, then the row as it was."""

import io
from collections.abc import Iterator
from typing import IO, Any

from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.core.tables import write_xlsx
from mcu.intake.models import ImportRun


def rejects_workbook(run: ImportRun) -> IO[bytes]:
    """An xlsx to be read; RuleViolation when there is nothing or it has expired."""
    if not run.rejects.exists():
        raise RuleViolation(
            "Отклонённых строк нет: либо загрузились все, либо прошло семь дней и файл стёрт."
        )
    columns = [("Строка", "number", 8), ("Почему отклонена", "text", 60)]
    columns += [(title, "text", 20) for title in run.titles]
    file = io.BytesIO()
    write_xlsx(file, "Отклонённые строки", columns, _rows(run))
    file.seek(0)
    return file


def _rows(run: ImportRun) -> Iterator[list[Any]]:
    for reject in run.rejects.iterator():
        yield [reject.row, reject.reason, *vault.unseal(reject.sealed)]
