"""Which key seals how much: asked of every field that a model declares as sealed."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from mcu.core import vault

EMPTY = 17  # bytes of form, key and nonce: nothing shorter was ever sealed


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key, here or missing, and how many rows it seals."""

    name: str
    key_id: bytes
    rows: int
    here: bool
    newest: bool = False
    old: bool = False
    made_at: str = ""


def sealed_fields() -> list[tuple[type[models.Model], str]]:
    """Every sealed column of the program."""
    return [(model, name) for model in apps.get_models() for name in getattr(model, "SEALED", ())]


def rows_by_key() -> Counter[bytes]:
    """How many rows each key seals."""
    found: Counter[bytes] = Counter()
    with connection.cursor() as cursor:
        for model, name in sealed_fields():
            cursor.execute(
                f'SELECT substring("{name}" from 2 for 4), count(*) FROM "{model._meta.db_table}" '  # noqa: S608
                f'WHERE length("{name}") > {EMPTY} GROUP BY 1'
            )
            for key_id, count in cursor.fetchall():
                found[bytes(key_id)] += count
    return found


def key_rows() -> list[KeyRow]:
    """The keys in use, put aside, and missing."""
    counts = rows_by_key()
    known = vault.keys(Path(settings.MCU_KEYS))
    here = [
        KeyRow(
            key.name, key.key_id, counts.pop(key.key_id, 0), here=not key.old,
            newest=key.newest, old=key.old, made_at=f"{key.made_at:%d.%m.%Y}",
        )
        for key in known
    ]  # fmt: skip
    lost = [KeyRow(f"?-{key_id.hex()}", key_id, n, here=False) for key_id, n in counts.items()]
    return [*here, *lost]
