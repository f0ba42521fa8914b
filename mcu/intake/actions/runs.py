"""The life of a run: opened, started, carried on to the end, its leftovers forgotten."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mcu.core import disk, files, journal
from mcu.core.errors import NoRoom, RuleViolation
from mcu.core.tables import Row, Table, open_table
from mcu.intake.actions.batch import StoredMeanwhile, take_batch
from mcu.intake.actions.differences import check_silent, forget_keys
from mcu.intake.models import ColumnProfile, ImportRun
from mcu.intake.queries import Reference, saved_layouts, status_words, stored_same
from mcu.intake.reader import Batch, Job, ReaderLost, Stored, reading
from mcu.intake.rules.layouts import HeaderMatch, find_header, unknown_header
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.places.queries import long_names

BATCH = 2000
READERS = 3  # that may die before the run is given up
REJECTS_KEPT = timedelta(days=7)

Progress = Callable[[ImportRun], None]


@transaction.atomic
def open_run(
    *,
    municipality: Municipality,
    file_key: str,
    file_name: str,
    file_size: int,
    by: Actor,
    layout: str = "auto",
    now: datetime | None = None,
) -> ImportRun:
    """A run for this file; the one that was cut off with the same file is taken up again."""
    require(by, Permission.IMPORT)
    unfinished = ImportRun.objects.filter(
        municipality=municipality, file_key=file_key, layout=layout
    ).exclude(state__in=[ImportRun.State.DONE, ImportRun.State.FAILED])
    found = unfinished.first()
    if found:
        return found
    return ImportRun.objects.create(
        municipality=municipality,
        by_id=by.person_id,
        file_key=file_key,
        file_name=file_name[-255:],
        file_size=file_size,
        layout=layout,
        created_at=now or timezone.now(),
    )


@transaction.atomic
def start(*, run: ImportRun, by: Actor, now: datetime | None = None) -> ImportRun:
    """Put the run in the queue; a job takes it from there."""
    require(by, Permission.IMPORT)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in {ImportRun.State.PREVIEW, ImportRun.State.FAILED}:
        raise RuleViolation("Эта загрузка уже запущена.")
    run.state, run.error = ImportRun.State.WAITING, ""
    run.started_at = now or timezone.now()
    run.save(update_fields=["state", "error", "started_at"])
    journal.write(
        "import.start",
        by=by,
        municipality_id=run.municipality_id,
        of=run,
        after={"layout": run.layout, "size": run.file_size},
    )
    return run


@transaction.atomic
def remember_columns(*, run: ImportRun, columns: dict[str, int], by: Actor, name: str = "") -> None:
    """The mapping a person corrected, for this run, and under a name for the next files."""
    require(by, Permission.IMPORT)
    if run.state not in {ImportRun.State.PREVIEW, ImportRun.State.FAILED}:
        raise RuleViolation("Загрузка уже идёт: соответствие столбцов менять поздно.")
    run.columns = columns
    run.save(update_fields=["columns"])
    if name.strip():
        match = header_of(run, table_of(run))
        titles = {str(field): match.titles[column] for field, column in match.mapping.items()}
        ColumnProfile.objects.update_or_create(
            municipality_id=run.municipality_id,
            name=name.strip()[:80],
            defaults={"system": match.layout.system, "columns": titles},
        )


@disk.told()
def carry_on(
    *,
    run: ImportRun,
    path: Path,
    by: Actor,
    progress: Progress | None = None,
) -> ImportRun:
    """Take the rest of the file in, batch by batch, from where the run stands.

    Each batch is its own transaction. RuleViolation when the file cannot be read at all, NoRoom
    when a disk is full: the run may be carried on as soon as there is room.
    """
    table = _open(path, run.file_name)
    match = header_of(run, table)
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.RUNNING,
        system=match.layout.system,
        titles=list(match.titles),
        started_at=run.started_at or timezone.now(),
        error="",
    )
    run.refresh_from_db()
    reference = Reference(run.municipality)
    job = Job(
        path=str(path.absolute()),
        name=run.file_name,
        match=match,
        zone=reference.zone,
        position=run.position,
        size=BATCH,
        now=timezone.now(),
        keys=str(settings.MCU_KEYS),
        steps=status_words(run.municipality_id, match.layout.system),
        settlements=long_names(run.municipality_id),
    )

    def take(batch: Batch) -> None:
        take_batch(run=run, batch=batch, reference=reference, by=by, now=timezone.now())
        if progress:
            progress(run)

    try:
        _take_all(job, run, take, partial(stored_same, run))
    except StoredMeanwhile:  # from here on every row is read in full
        run.refresh_from_db()
        _take_all(job, run, take, lambda _: frozenset())
    return _finish(run, by)


def _take_all(job: Job, run: ImportRun, take: Callable[[Batch], None], stored: Stored) -> None:
    for batch in _batches(job, run, stored):
        take(batch)


def _batches(job: Job, run: ImportRun, stored: Stored) -> Iterator[Batch]:
    """The batches of a reader; when it dies, of another one that begins where the run stands."""
    for _ in range(READERS):
        try:
            with reading(replace(job, position=run.position), stored) as receive:
                yield from ahead(receive)
                return
        except ReaderLost:
            run.refresh_from_db()
    raise RuleViolation(
        "Чтение файла прервано системой — скорее всего, не хватает памяти. Закройте лишние "
        "программы и запустите загрузку снова: она продолжится с того же места."
    )


def ahead(receive: Callable[[], Batch | None]) -> Iterator[Batch]:
    """Batches to the end, the next being received while the database works on this one."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as reader:
        try:
            coming = reader.submit(receive)
            while batch := coming.result():
                coming = reader.submit(receive)
                yield batch
        finally:
            reader.submit(_leave_database)


def _leave_database() -> None:
    """Close the connection of the calling thread: the one that asked what is stored."""
    connection.close()


def table_of(run: ImportRun) -> Table:
    """The uploaded file, opened; RuleViolation when it is no longer kept."""
    return _open(files.path_of(run.file_key), run.file_name)


def _open(path: Path, name: str) -> Table:
    if not path.is_file():
        raise RuleViolation("Этот файл больше не хранится. Выберите его и загрузите снова.")
    return open_table(path, name)


def header_of(run: ImportRun, table: Table) -> HeaderMatch:
    """Which column is what: by the run's own mapping, a saved one, or the headers' texts."""
    saved = saved_layouts(run.municipality_id).filter(name=run.layout).first()
    return find_header(
        _head(table),
        layout="auto" if saved else run.layout,
        saved=saved.columns if saved else None,
        columns=run.columns or None,
    )


def header_to_map(run: ImportRun, table: Table) -> tuple[HeaderMatch, str]:
    """The same for a person to correct; with unknown headers no column is understood, and the
    second value says so."""
    try:
        return header_of(run, table), ""
    except RuleViolation as refusal:
        return unknown_header(_head(table)), refusal.sentence


def _head(table: Table) -> list[Row]:
    return [row for _, row in table.head]


@transaction.atomic
def fail(*, run: ImportRun, sentence: str, by: Actor) -> None:
    """The file could not be read; what was taken in before stays."""
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.FAILED, error=sentence[:1000], finished_at=timezone.now()
    )
    run.refresh_from_db()
    journal.write("import.fail", by=by, municipality_id=run.municipality_id, of=run)


def pause(*, run: ImportRun, refusal: NoRoom) -> None:
    """Show why the run stands still; it is taken up again by itself."""
    with suppress(DatabaseError):  # the full disk may be that of the database
        ImportRun.objects.filter(pk=run.pk).update(error=refusal.cause[:1000])


def _finish(run: ImportRun, by: Actor) -> ImportRun:
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportRun.State.DONE, rows=run.position, percent=100, finished_at=timezone.now()
        )
        run.refresh_from_db()
        check_silent(run, timezone.now())
        forget_keys(run)
        journal.write(
            "import.done",
            by=by,
            municipality_id=run.municipality_id,
            of=run,
            after=totals_of(run),
        )
    return run


def totals_of(run: ImportRun) -> dict[str, Any]:
    """The totals as `mcu import --json` prints them; seconds from start to end."""
    seconds = 0.0
    if run.started_at and run.finished_at:
        seconds = (run.finished_at - run.started_at).total_seconds()
    return {
        "rows": run.position,
        "new": run.new,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "rejected": run.rejected,
        "seconds": round(seconds, 2),
    }
