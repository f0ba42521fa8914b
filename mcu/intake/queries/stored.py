"""Rows that are here already."""

from collections.abc import Sequence
from typing import NamedTuple

from mcu.intake.models import ImportRun, RawMessage


class StoredRow(NamedTuple):
    """A raw row: what it said, and the case made of it."""

    raw_id: int
    digest: str
    case_id: int | None


def stored_rows(run: ImportRun, keys: Sequence[str]) -> dict[str, StoredRow]:
    """The rows of the run's system under these keys."""
    raws = RawMessage.objects.filter(
        municipality_id=run.municipality_id, system=run.system, key__in=keys
    )
    found = raws.values_list("key", "pk", "digest", "case_id")
    return {key: StoredRow(pk, digest, case_id) for key, pk, digest, case_id in found}


def stored_same(run: ImportRun, digests: dict[str, str]) -> set[str]:
    """Those of the keys whose rows are stored with the very same digest."""
    found = stored_rows(run, list(digests))
    return {key for key, row in found.items() if row.digest == digests[key]}
