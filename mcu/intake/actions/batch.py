"""One batch of a file: raw rows, cases, clocks and answers in one transaction.

A batch either is in whole, with the position of its run moved, or is not in at all; the unique
key of the raw rows makes a second attempt change nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.db.models import F

from mcu.core import bulk, journal
from mcu.intake.actions.differences import check_published, keep_changes, keep_keys
from mcu.intake.actions.names import learn_names
from mcu.intake.actions.reconcile import update_cases
from mcu.intake.actions.records import follow_records
from mcu.intake.actions.storing import store_cases
from mcu.intake.models import ImportRun, RawMessage, RejectedRow
from mcu.intake.queries import Reference, StoredRow, stored_rows
from mcu.intake.reader import Batch, Entry, Returned, Same
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, program


class StoredMeanwhile(Exception):
    """A row that the reader took for stored is stored no more as it says: it must be read again."""


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
class Change:
    """A row that says something new of a case that is here."""

    known: StoredRow
    entry: Entry


@transaction.atomic
def take_batch(
    *, run: ImportRun, batch: Batch, reference: Reference, by: Actor, now: datetime
) -> Totals:
    """Take the rows in, move the run's position past them, leave one journal entry.

    StoredMeanwhile when the batch passes over a row that has changed since the reader asked.
    """
    Municipality.objects.select_for_update().get(pk=run.municipality_id)
    totals = Totals(rows=len(batch.rows))
    good = [row for row in batch.rows if not isinstance(row, Returned)]
    fresh, changed = _sorted_out(run, good)
    keep_keys(run, [row.key for row in good])
    news = [*fresh, *(change.entry for change in changed)]
    totals.topics_added, totals.bodies_added = learn_names(
        reference, [entry.said for entry in news], now
    )
    ends = _store_new(run, fresh, reference, now)
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
               "updated": totals.updated, "rejected": totals.rejected, "cases": ends},
    )  # fmt: skip
    return totals


def _sorted_out(run: ImportRun, good: Iterable[Entry | Same]) -> tuple[list[Entry], list[Change]]:
    """New rows, and those that say something new; of rows with one key the last counts."""
    latest = {row.key: row for row in good}
    known = stored_rows(run, list(latest))
    fresh: list[Entry] = []
    changed: list[Change] = []
    for key, row in latest.items():
        before = known.get(key)
        if before and before.digest == row.digest:
            continue
        if isinstance(row, Same):
            raise StoredMeanwhile
        if before:
            changed.append(Change(before, row))
        else:
            fresh.append(row)
    return fresh, changed


def _store_new(
    run: ImportRun, entries: Sequence[Entry], reference: Reference, now: datetime
) -> list[int]:
    """The first and the last key of what became cases: what follows an import finds them by it."""
    if not entries:
        return []
    cases = store_cases(run, entries, reference, now)
    bulk.insert(
        RawMessage,
        ("municipality_id", "system", "key", "digest", "sealed", "run_id", "case_id",
         "received_at"),
        (
            (run.municipality_id, run.system, said.key, said.digest, sealed, run.pk, case_id, now)
            for (said, sealed, _), case_id in zip(entries, cases, strict=True)
        ),
    )  # fmt: skip
    return [min(cases), max(cases)]


def _store_changes(
    run: ImportRun, changes: Sequence[Change], reference: Reference, now: datetime
) -> None:
    pairs = [(c.known.case_id, c.entry) for c in changes if c.known.case_id]
    keep_changes(run, [(c.known.raw_id, c.entry) for c in changes], reference, now)
    check_published(run, {case_id: entry.said for case_id, entry in pairs}, now)
    update_cases(pairs, reference)
    follow_records(pairs, program(run.municipality_id), now)
    bulk.update(
        RawMessage,
        ("id",),
        ("digest", "sealed", "run_id", "received_at"),
        [(c.known.raw_id, c.entry.said.digest, c.entry.sealed, run.pk, now) for c in changes],
    )


def _store_rejects(run: ImportRun, rows: Iterable[Entry | Same | Returned]) -> int:
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


def _digest(rows: Iterable[Entry | Same]) -> str:
    whole = hashlib.sha256()
    for row in rows:
        whole.update(row.key.encode())
        whole.update(row.digest.encode())
    return whole.hexdigest()
