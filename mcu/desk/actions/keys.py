"""A new key for everything that is sealed, in batches, beside a running program."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction

from mcu.core import bulk, journal, vault
from mcu.core.errors import RuleViolation
from mcu.desk.queries.keys import EMPTY, rows_by_key, sealed_fields
from mcu.intake.models import ImportRun
from mcu.org.models import Municipality
from mcu.org.rules.roles import program

BATCH = 500
ROTATION_LOCK = 4013
NAME = "Смена ключа"


@dataclass(slots=True)
class Rotation:
    """What a rotation came to: `lost` rows are sealed with keys that are not here."""

    resealed: int = 0
    lost: int = 0
    retired: int = 0
    waiting: bool = False


def rotate(*, resume: bool, progress: Callable[[int], None] = lambda _: None) -> Rotation:
    """Make a key, seal everything with it, put the old ones aside when they seal nothing.

    A rotation that was killed leaves both keys: `resume` goes on with the rows that are left.
    """
    folder = Path(settings.MCU_KEYS)
    left = _others(folder)
    if left and not resume:
        raise RuleViolation(
            f"Прошлая смена ключа не закончена, осталось строк: {left}. "
            "Продолжите её: mcu keys rotate --resume"
        )
    if not resume:
        vault.make_key(folder)
        time.sleep(vault.LOOK_SECONDS + 0.5)  # by then every process seals with the new one
    done = Rotation()
    for model, name in sealed_fields():
        _reseal(model, name, _newest(folder), done, progress)
    done.lost = _others(folder)
    done.waiting = ImportRun.objects.filter(state=ImportRun.State.RUNNING).exists()
    if not done.lost and not done.waiting:
        done.retired = _retire(folder)
    _write_down(done)
    return done


def _reseal(
    model: type[models.Model],
    name: str,
    newest: bytes,
    done: Rotation,
    progress: Callable[[int], None],
) -> None:
    last: int | None = 0
    while last is not None:
        last = _batch(model, name, newest, last, done)
        progress(done.resealed)


@transaction.atomic
def _batch(
    model: type[models.Model], name: str, newest: bytes, after: int, done: Rotation
) -> int | None:
    """The next rows under another key; the last of their keys, None at the end."""
    pk = str(model._meta.pk.column)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{pk}", "{name}" FROM "{table}" WHERE "{pk}" > %s AND length("{name}") > {EMPTY} '  # noqa: S608
            f'AND substring("{name}" from 2 for 4) <> %s ORDER BY "{pk}" LIMIT {BATCH} FOR UPDATE',
            [after, newest],
        )
        rows = cursor.fetchall()
    fresh = []
    for key, sealed in rows:
        try:
            fresh.append((key, vault.reseal(sealed)))
        except vault.SealBroken:
            continue  # counted as lost at the end: its key is not here
    bulk.update(model, (pk,), (name,), fresh)
    done.resealed += len(fresh)
    return rows[-1][0] if rows else None


def _newest(folder: Path) -> bytes:
    key = next((key for key in vault.keys(folder) if key.newest), None)
    if key is None:
        raise RuleViolation(f"В папке {folder} нет ключей. Верните их из копии.")
    return key.key_id


def _others(folder: Path) -> int:
    """Rows that another key than the newest seals."""
    counts = rows_by_key()
    keys = vault.keys(folder)
    counts.pop(next((key.key_id for key in keys if key.newest), b""), None)
    return sum(counts.values())


def _retire(folder: Path) -> int:
    old = [key for key in vault.keys(folder) if not key.newest and not key.old]
    for key in old:
        vault.retire(folder, key.key_id)
    return len(old)


@transaction.atomic
def _write_down(done: Rotation) -> None:
    for place in Municipality.objects.all():
        journal.write(
            "keys.rotate",
            by=program(place.pk, NAME),
            municipality_id=place.pk,
            after={"rows": done.resealed, "lost": done.lost},
        )
