"""One batch of a file: raw rows, cases, clocks and answers in one transaction.

A batch either is in whole, with the position of its run moved, or is not in at all; the unique
key of the raw rows makes a second attempt change nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from mcu.core import bulk, journal, vault
from mcu.intake.actions.names import learn_names
from mcu.intake.actions.reconcile import update_cases
from mcu.intake.actions.storing import store_cases
from mcu.intake.models import ImportRun, RawMessage, RejectedRow
from mcu.intake.queries import Reference
from mcu.intake.rules.rows import IncomingRow, Rejected
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

RAW_KEPT_DAYS = 365


@dataclass(slots=True)
class Totals:
    """What a batch came to, in rows."""

    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    topics_added: int = 0
    bodies_added: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A raw row that is here already."""

    raw_id: int
    digest: str
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something new of a case that is here."""

    known: Known
    row: IncomingRow


@transaction.atomic
def take_batch(
    *,
    run: ImportRun,
    rows: Sequence[IncomingRow | Rejected],
    reference: Reference,
    by: Actor,
    now: datetime,
) -> Totals:
    """Take the rows in, move the run's position past them, leave one journal entry."""
    Municipality.objects.select_for_update().get(pk=run.municipality_id)
    totals = Totals(rows=len(rows))
    good = [row for row in rows if isinstance(row, IncomingRow)]
    latest = {row.key: row for row in good}
    known = _known(run, list(latest))
    fresh = [row for key, row in latest.items() if key not in known]
    changed = [
        Change(known[key], row)
        for key, row in latest.items()
        if key in known and known[key].digest != row.digest
    ]
    totals.topics_added, totals.bodies_added = learn_names(
        reference, [*fresh, *(change.row for change in changed)], now
    )
    _store_new(run, fresh, reference, now)
    _store_changes(run, changed, reference, now)
    totals.new, totals.updated = len(fresh), len(changed)
    totals.unchanged = len(good) - totals.new - totals.updated
    totals.rejected = _store_rejects(run, rows)
    _move(run, totals)
    journal.write(
        "import.batch",
        by=by,
        municipality_id=run.municipality_id,
        of=run,
        after={"position": run.position, "digest": _digest(good), "new": totals.new,
               "updated": totals.updated, "rejected": totals.rejected},
    )  # fmt: skip
    return totals


def _known(run: ImportRun, keys: list[str]) -> dict[str, Known]:
    raws = RawMessage.objects.filter(
        municipality_id=run.municipality_id, system=run.system, key__in=keys
    )
    return {key: Known(*rest) for key, *rest in raws.values_list("key", "pk", "digest", "case_id")}


def _store_new(
    run: ImportRun, rows: Sequence[IncomingRow], reference: Reference, now: datetime
) -> None:
    if not rows:
        return
    cases = store_cases(run, rows, reference, now)
    erase_after = now.date() + timedelta(days=RAW_KEPT_DAYS)
    bulk.insert(
        RawMessage,
        ("municipality_id", "system", "key", "digest", "sealed", "run_id", "case_id",
         "received_at", "erase_after"),
        (
            (run.municipality_id, run.system, row.key, row.digest, _sealed(row), run.pk, case_id,
             now, erase_after)
            for row, case_id in zip(rows, cases, strict=True)
        ),
    )  # fmt: skip


def _store_changes(
    run: ImportRun, changes: Sequence[Change], reference: Reference, now: datetime
) -> None:
    update_cases([(c.known.case_id, c.row) for c in changes if c.known.case_id], reference, now)
    bulk.update(
        RawMessage,
        ("id",),
        ("digest", "sealed", "run_id", "received_at"),
        [(c.known.raw_id, c.row.digest, _sealed(c.row), run.pk, now) for c in changes],
    )


def _store_rejects(run: ImportRun, rows: Iterable[IncomingRow | Rejected]) -> int:
    rejects = [row for row in rows if isinstance(row, Rejected)]
    bulk.insert(
        RejectedRow,
        ("run_id", "row", "reason", "sealed"),
        ((run.pk, row.number, row.reason[:500], _sealed(row)) for row in rejects),
    )
    return len(rejects)


def _sealed(row: IncomingRow | Rejected) -> bytes:
    """The cells alone: their titles stand once in the run."""
    return vault.seal(list(row.raw.values()))


def _move(run: ImportRun, totals: Totals) -> None:
    counted = {
        field.name: F(field.name) + getattr(totals, field.name)
        for field in fields(Totals)
        if field.name != "rows"
    }
    ImportRun.objects.filter(pk=run.pk).update(position=F("position") + totals.rows, **counted)
    run.refresh_from_db()


def _digest(rows: Iterable[IncomingRow]) -> str:
    whole = hashlib.sha256()
    for row in rows:
        whole.update(row.key.encode())
        whole.update(row.digest.encode())
    return whole.hexdigest()
