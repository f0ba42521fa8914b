"""A full disk told in words, whoever came upon it: we ourselves, the database, its start."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error

from mcu.core import postgres
from mcu.core.errors import NoRoom

OURS = {
    errno.ENOSPC: "На диске нет места",
    errno.EDQUOT: "Исчерпана дисковая квота",
    errno.EROFS: "Диск доступен только для чтения",
}
OF_DATABASE = "На диске базы данных нет места."
LEAST = 2 * 16 * 2**20  # a server without room for two segments of its log stops


@contextmanager
def told() -> Iterator[None]:
    """Turn what comes of a full disk into NoRoom."""
    try:
        yield
    except (OSError, Error) as failure:
        refusal = no_room(failure)
        if refusal is None:
            raise
        raise refusal from failure


def no_room(failure: BaseException) -> NoRoom | None:
    """The refusal that tells of the full disk behind a failure; None when it is not that."""
    if isinstance(failure, OSError):
        what = OURS.get(failure.errno or 0)
        where = f" ({failure.filename})" if failure.filename else ""
        return NoRoom(f"{what}{where}.") if what else None
    if isinstance(failure, Error) and _database_is_full(failure):
        return NoRoom(OF_DATABASE)
    return None


def _database_is_full(failure: Error) -> bool:
    if isinstance(failure.__cause__, psycopg.errors.DiskFull) or postgres.NO_SPACE in str(failure):
        return True
    # A server that could not write its log is gone before it can say why.
    lost = isinstance(failure.__cause__, psycopg.OperationalError)
    folder = postgres.attached()
    return lost and folder is not None and shutil.disk_usage(folder).free < LEAST
