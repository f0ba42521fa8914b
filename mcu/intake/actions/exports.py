"""Exports that come by themselves: a file is taken once and whole, a bad one set aside with the reason."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mcu.connectors.contract import Item
from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.intake.actions.runs import open_run, start
from mcu.intake.models import ExportFeed, ExportFile, ImportRun
from mcu.intake.rules.exports import NOT_A_TABLE, is_table, is_time, is_whole, passes_by
from mcu.org.actions import require
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission, program

DONE, ASIDE = "принято", "отложено"
NO_ROOT = (
    "Папка для выгрузок не названа. Администратор сервера указывает её в настройке MCU_EXPORTS."
)
NO_FOLDER = (
    "Папка «{path}» не открывается: {why}. Создайте её и дайте программе право читать и писать."
)
State = ExportFile.State


def folder_of(feed: ExportFeed) -> Path:
    """Where the feed's files are laid; RuleViolation when the server has no such place."""
    if settings.MCU_EXPORTS is None:
        raise RuleViolation(NO_ROOT)
    return Path(settings.MCU_EXPORTS) / feed.municipality.code / feed.folder


@transaction.atomic
def add_feed(*, feed: ExportFeed, by: Actor) -> ExportFeed:
    """A new feed; its folder is made at once, so that somebody may lay files there."""
    require(by, Permission.CHANNELS)
    if ExportFeed.objects.filter(municipality_id=by.municipality_id, name=feed.name).exists():
        raise RuleViolation(f"Приём «{feed.name}» уже есть. Назовите новый иначе.")
    if feed.way == ExportFeed.Way.FOLDER:
        path = folder_of(feed)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as refusal:
            raise RuleViolation(NO_FOLDER.format(path=path, why=refusal.strerror)) from refusal
    feed.save()
    _journal("export_feed.add", feed, by)
    return feed


@transaction.atomic
def turn_feed(*, feed: ExportFeed, active: bool, by: Actor) -> None:
    """Hold it or let it go on; files that lie there wait."""
    require(by, Permission.CHANNELS)
    ExportFeed.objects.filter(pk=feed.pk).update(active=active)
    _journal("export_feed.turn", feed, by)


@transaction.atomic
def remove_feed(*, feed: ExportFeed, by: Actor) -> None:
    """Nothing is taken any more; what was taken stays."""
    require(by, Permission.CHANNELS)
    _journal("export_feed.remove", feed, by)
    feed.delete()


def look(feed: ExportFeed, now: datetime) -> list[ImportRun]:
    """Look through the folder of a feed; the runs that were begun."""
    try:
        path = folder_of(feed)
        found = sorted(_files(path), key=lambda each: (each.stat().st_mtime_ns, each.name))
    except RuleViolation as refusal:
        return _trouble(feed, refusal.sentence, now)
    except OSError as refusal:
        return _trouble(feed, NO_FOLDER.format(path=path, why=refusal.strerror), now)
    ExportFeed.objects.filter(pk=feed.pk).update(looked_at=now, problem="")
    begun = []
    for each in found:
        with suppress(FileNotFoundError):  # somebody took it away meanwhile
            if run := _look_at(feed, each, now):
                begun.append(run)
    return begun


@transaction.atomic
def take_letter(*, feed: ExportFeed, item: Item, now: datetime) -> bool:
    """The tables of a letter; False when it has none and is a letter like others."""
    tables = [file for file in item.files if is_table(file.name) and file.content]
    for file in tables:
        _take(feed, file.name, [file.content], now)
    return bool(tables)


def _files(path: Path) -> Iterable[Path]:
    return [each for each in path.iterdir() if each.is_file() and not passes_by(each.name)]


def _look_at(feed: ExportFeed, path: Path, now: datetime) -> ImportRun | None:
    """One file: noted, left until it is whole, taken when it is its time."""
    stat = path.stat()
    same = {"name": path.name[:255], "size": stat.st_size, "changed_ns": stat.st_mtime_ns}
    rows = ExportFile.objects.filter(feed=feed, **same)
    seen = rows.order_by("pk").last()
    if seen is None:
        ExportFile.objects.filter(feed=feed, name=same["name"], state=State.SEEN).delete()
        ExportFile.objects.create(feed=feed, seen_at=now, **same)
        return None
    changed = datetime.fromtimestamp(stat.st_mtime, UTC)
    tz = zone(feed.municipality)
    taken = feed.taken_at.astimezone(tz) if feed.taken_at else None
    if seen.state != State.SEEN or not is_whole(changed, seen.seen_at, now):
        return None
    if is_table(path.name) and not is_time(feed.hour, taken, now.astimezone(tz)):
        return None
    with transaction.atomic():
        row = _take(feed, path.name, _chunks(path), now, seen)
        transaction.on_commit(lambda: _put_away(path, row))
    return row.run


def _take(
    feed: ExportFeed,
    name: str,
    chunks: Iterable[bytes],
    now: datetime,
    row: ExportFile | None = None,
) -> ExportFile:
    """Keep the content and begin its import; what cannot be read is noted with the reason."""
    row = row or ExportFile(feed=feed, name=name[:255])
    row.seen_at = now
    try:
        if not is_table(name):
            raise RuleViolation(NOT_A_TABLE)
        stored = files.store(chunks, limit=settings.MCU_IMPORT_LIMIT, name=name)
        row.digest, row.size = stored.key, stored.size
        if ExportFile.objects.filter(feed=feed, digest=stored.key, state=State.TAKEN).exists():
            row.state, row.sentence = State.SAME, "Такой же файл уже загружен."
            files.take_back(stored)
        else:
            _begin(feed, row, name, now)
    except RuleViolation as refusal:
        row.state, row.sentence = State.ASIDE, refusal.sentence[:500]
        if row.digest:
            files.take_back(stored)
    row.save()
    return row


def _begin(feed: ExportFeed, row: ExportFile, name: str, now: datetime) -> None:
    open_table(files.path_of(row.digest), name)
    by = program(feed.municipality_id, f"Приём выгрузок: {feed.name}"[:200])
    run = open_run(
        municipality=feed.municipality, file_key=row.digest, file_name=name, file_size=row.size,
        layout=feed.layout, by=by, now=now,
    )  # fmt: skip
    if run.state == ImportRun.State.PREVIEW:
        start(run=run, by=by, now=now)
    row.run, row.state, row.sentence = run, State.TAKEN, ""
    feed.taken_at = now
    ExportFeed.objects.filter(pk=feed.pk).update(taken_at=now)


def _put_away(path: Path, row: ExportFile) -> None:
    """Out of the way, with the reason beside a bad one; where the folder is read-only it stays."""
    folder = path.parent / (ASIDE if row.state == State.ASIDE else DONE)
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        target = folder / f"{row.seen_at:%Y%m%d-%H%M%S}-{row.pk} {path.name}"
        os.replace(path, target)
        if row.state == State.ASIDE:
            target.with_name(f"{target.name}.причина.txt").write_text(f"{row.sentence}\n")


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            yield chunk


def _trouble(feed: ExportFeed, sentence: str, now: datetime) -> list[ImportRun]:
    ExportFeed.objects.filter(pk=feed.pk).update(looked_at=now, problem=sentence[:500])
    return []


def _journal(action: str, feed: ExportFeed, by: Actor) -> None:
    journal.write(
        action, by=by, municipality_id=feed.municipality_id, of=feed, after={"name": feed.name}
    )
