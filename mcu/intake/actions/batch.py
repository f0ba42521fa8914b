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

from mcu.core import bulk, journal
from mcu.intake.actions.names import learn_names
from mcu.intake.actions.reconcile import update_cases
from mcu.intake.actions.storing import store_cases
from mcu.intake.models import ImportRun, RawMessage, RejectedRow
from mcu.intake.queries import Reference
from mcu.intake.reader import Batch, Entry, Returned
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
    entry: Entry


@transaction.atomic
def take_batch(
    *, run: ImportRun, batch: Batch, reference: Reference, by: Actor, now: datetime
) -> Totals:
    """Take the rows in, move the run's position past them, leave one journal entry."""
    Municipality.objects.select_for_update().get(pk=run.municipality_id)
    totals = Totals(rows=len(batch.rows))
    good = [row for row in batch.rows if isinstance(row, Entry)]
    latest = {entry.said.key: entry for entry in good}
    known = _known(run, list(latest))
    fresh = [entry for key, entry in latest.items() if key not in known]
    changed = [
        Change(known[key], entry)
        for key, entry in latest.items()
        if key in known and known[key].digest != entry.said.digest
    ]
    news = [*fresh, *(change.entry for change in changed)]
    totals.topics_added, totals.bodies_added = learn_names(
        reference, [entry.said for entry in news], now
    )
    _store_new(run, fresh, reference, now)
    _store_changes(run, changed, reference, now)
    totals.new, totals.updated = len(fresh), len(changed)
    totals.unchanged = len(good) - totals.new - totals.updated
    totals.rejected = _store_rejects(run, batch.rows)
    _move(run, totals, batch.share)
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
    found = raws.values_list("key", "pk", "digest", "case_id")
    return {key: Known(pk, digest, case_id) for key, pk, digest, case_id in found}


def _store_new(
    run: ImportRun, entries: Sequence[Entry], reference: Reference, now: datetime
) -> None:
    if not entries:
        return
    cases = store_cases(run, entries, reference, now)
    erase_after = now.date() + timedelta(days=RAW_KEPT_DAYS)
    bulk.insert(
        RawMessage,
        ("municipality_id", "system", "key", "digest", "sealed", "run_id", "case_id",
         "received_at", "erase_after"),
        (
            (run.municipality_id, run.system, said.key, said.digest, sealed, run.pk, case_id, now,
             erase_after)
            for (said, sealed, _), case_id in zip(entries, cases, strict=True)
        ),
    )  # fmt: skip


def _store_changes(
    run: ImportRun, changes: Sequence[Change], reference: Reference, now: datetime
) -> None:
    update_cases([(c.known.case_id, c.entry) for c in changes if c.known.case_id], reference)
    bulk.update(
        RawMessage,
        ("id",),
        ("digest", "sealed", "run_id", "received_at"),
        [(c.known.raw_id, c.entry.said.digest, c.entry.sealed, run.pk, now) for c in changes],
    )


def _store_rejects(run: ImportRun, rows: Iterable[Entry | Returned]) -> int:
    rejects = [row for row in rows if isinstance(row, Returned)]
    bulk.insert(
        RejectedRow,
        ("run_id", "row", "reason", "sealed"),
        ((run.pk, row.line, row.reason[:500], row.sealed) for row in rejects),
    )
    return len(rejects)


def _move(run: ImportRun, totals: Totals, share: float) -> None:
    counted = {
        field.name: F(field.name) + getattr(totals, field.name)
        for field in fields(Totals)
        if field.name != "rows"
    }
    ImportRun.objects.filter(pk=run.pk).update(
        position=F("position") + totals.rows, percent=round(100 * share), **counted
    )
    run.refresh_from_db()


def _digest(entries: Iterable[Entry]) -> str:
    whole = hashlib.sha256()
    for said, _, _ in entries:
        whole.update(said.key.encode())
        whole.update(said.digest.encode())
    return whole.hexdigest()
