"""Imports and connections in the background: claimed by a lock that dies with its process, so a
kill loses nothing."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from mcu.cases.jobs import likeness
from mcu.cases.models import Utterance
from mcu.channels.connecting import connector_of
from mcu.channels.models import Channel
from mcu.clients.failure import Failure
from mcu.connectors.contract import STRANGE, Attached, Batch, Can, Connector
from mcu.core import files
from mcu.core.claims import claimed
from mcu.core.contents import remove_unused
from mcu.core.errors import NoRoom, RuleViolation
from mcu.intake import actions, queries
from mcu.intake.actions import arrivals, digesting
from mcu.intake.actions.exports import look
from mcu.intake.actions.together import TOGETHER, Beginning, digest_together, parts
from mcu.intake.models import Arrival, ImportRun, Source
from mcu.intake.queries import exports, sources
from mcu.intake.rules.pace import Once
from mcu.org.models import Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor, program

log = logging.getLogger(__name__)

LOCK_SPACE = 4011  # a number of our own that keeps these advisory locks apart from others
STALLED_AFTER = timedelta(seconds=20)
READING, DIGESTING, FETCHING, WATCHING = 4014, 4015, 4016, 4017
BATCH = 200
GIVEN_UP = timedelta(days=2)
DIGEST_AFTER = 1  # seconds: what comes meanwhile is understood by the same job
_soon = Once(DIGEST_AFTER)


@app.task(name="intake.run", queue="imports", pass_context=False)
def run(run_id: int) -> None:
    """Take one file in to its end, unless another process is at it."""
    with claimed(LOCK_SPACE, run_id) as free:
        if not free:
            return
        found = ImportRun.objects.select_related("municipality", "by").get(pk=run_id)
        if found.state not in {ImportRun.State.WAITING, ImportRun.State.RUNNING}:
            return
        path = files.path_of(found.file_key)
        if found.by_id is None and not path.exists():
            return  # of the command `mcu import`, which takes its run up with its own file
        try:
            actions.carry_on(run=found, path=path, by=_actor(found))
        except NoRoom as refusal:
            log.warning("import %s stands still: %s", run_id, refusal.sentence)
            actions.pause(run=found, refusal=refusal)
        except RuleViolation as refusal:
            actions.fail(run=found, sentence=refusal.sentence, by=_actor(found))
        else:
            remove_unused([found.file_key], apart_from=found)


@app.task(name="intake.resume", queue="imports")
def resume(timestamp: int) -> None:
    """Every minute: runs whose process died go on from their position."""
    for stalled in queries.stalled(timezone.now() - STALLED_AFTER):
        run(stalled.pk)


@app.task(name="intake.poll", queue="channels")
def poll(timestamp: int = 0) -> None:
    """Every minute: connections whose time has come are asked, each by one worker."""
    for channel in sources.due_sources(timezone.now()):
        read(channel)
    for source in sources.with_since():
        read_since(source)
    digest()


def read(channel: Channel, wait: float = 0.0) -> bool:
    """Ask one connection for what is new; with `wait` stay on the line. False when it failed."""
    with claimed(READING, channel.pk) as free:
        if not free:
            return True
        source = arrivals.source_of(channel)
        return _stored(source, lambda it: it.fetch(arrivals.start_cursor(source), wait))


def read_since(source: Source) -> None:
    """Everything from the day a person named on; what is here already does not enter twice."""
    with claimed(READING, source.pk) as free:
        day = source.since
        if free and day and _stored(source, lambda it: it.since(day)):
            arrivals.since_done(source=source, day=day)


def _stored(source: Source, asked: Callable[[Connector], Iterator[Batch]]) -> bool:
    try:
        with connector_of(source.channel) as connector:
            for batch in asked(connector):
                arrivals.keep_batch(source=source, batch=batch, now=timezone.now())
    except Failure as failure:
        arrivals.failed(source=source, failure=failure, now=timezone.now())
        return False
    except STRANGE as strange:
        log.warning("connection %s: %r", source.pk, strange)
        arrivals.failed(source=source, failure=_strange(strange), now=timezone.now())
        return False
    arrivals.succeeded(source=source, now=timezone.now())
    return True


@app.task(name="intake.digest", queue="channels")
def digest(timestamp: int = 0) -> None:
    """What is stored raw is understood, in the order it came, one worker at a connection."""
    waited = list(sources.with_waiting())
    for channel in waited:
        with claimed(DIGESTING, channel.pk) as free:
            if free:
                _digest_all(channel)
    fetch_files()
    if waited:
        _soon_after(likeness, "cases.likeness", timestamp=0)  # what is like them


def digest_soon() -> None:
    """The job of every minute finds it as well; this is for a town that is waiting."""
    if _soon.is_mine(time.monotonic()):
        _soon_after(digest, "intake.digest")


def _soon_after(task: Task, name: str, **given: Any) -> None:
    """In a second, unless it waits for its turn already."""
    later = task.configure(queueing_lock=name, schedule_in={"seconds": DIGEST_AFTER})
    with suppress(AlreadyEnqueued), transaction.atomic():
        later.defer(**given)


def _digest_all(channel: Channel) -> None:
    try:
        with connector_of(channel) as connector:
            while waiting := list(sources.waiting_of(channel)[:TOGETHER]):
                for part in parts(channel, connector, waiting, timezone.now()):
                    _digest_part(part, channel, connector)
                if len(waiting) < TOGETHER:
                    return  # what came meanwhile has asked for a job of its own
    except Failure as failure:
        log.warning("connection %s is not digested: %s", channel.pk, failure.sentence)


def _digest_part(part: list[Beginning] | Arrival, channel: Channel, connector: Connector) -> None:
    """Side by side; where one of them is refused each goes by itself and has its own reason."""
    alone = [part] if isinstance(part, Arrival) else []
    if not isinstance(part, Arrival):
        by, now = program(channel.municipality_id, connector.title), timezone.now()
        try:
            digest_together(begun=part, channel=channel, connector=connector, by=by, now=now)
        except (RuleViolation, *STRANGE):
            alone = [each.arrival for each in part]
    for arrival in alone:
        arrival.channel = channel
        _digest(arrival, connector)


def _digest(arrival: Arrival, connector: Connector) -> None:
    by, now = program(arrival.municipality_id, connector.title), timezone.now()
    try:
        digesting.digest(arrival=arrival, connector=connector, by=by, now=now)
    except RuleViolation as refusal:
        digesting.not_digested(arrival=arrival, sentence=refusal.sentence, now=now)
    except STRANGE as broken:
        log.warning("arrival %s is broken: %r", arrival.pk, broken)
        sentence = digesting.BROKEN.format(what=type(broken).__name__)
        digesting.not_digested(arrival=arrival, sentence=sentence, now=now)


def fetch_files() -> None:
    """Files that came as addresses are fetched after their message is in."""
    for arrival in sources.with_files()[:BATCH]:
        with claimed(FETCHING, arrival.pk) as free:
            if free:
                fetch_files_of(arrival)


def fetch_files_of(arrival: Arrival) -> None:
    """The files of one arrival; what is refused for good is said in its case."""
    by = program(arrival.municipality_id)
    try:
        with connector_of(arrival.channel) as connector:
            items = connector.read(arrivals.body_of(arrival))
            for said, file in digesting.files_of(items, arrival.channel):
                _fetch_file(connector, said, file, by)
    except (Failure, RuleViolation) as later:
        log.warning("files of arrival %s: %s", arrival.pk, later)
        if timezone.now() - arrival.received_at < GIVEN_UP:
            return
    Arrival.objects.filter(pk=arrival.pk).update(files_left=False)


def _fetch_file(connector: Connector, said: Utterance, file: Attached, by: Actor) -> None:
    try:
        chunks = [file.content] if file.content else list(_downloaded(connector, file))
        digesting.attach_file(said=said, file=file, chunks=chunks, by=by)
    except Failure as failure:
        if not failure.permanent:
            raise
        digesting.refuse_file(said=said, file=file, why=failure.sentence, by=by)


def _downloaded(connector: Connector, file: Attached) -> Iterator[bytes]:
    return connector.download(file, settings.MCU_ATTACHMENT_LIMIT)


@app.task(name="intake.watch", queue="imports")
def watch(timestamp: int = 0) -> None:
    """Every minute: folders of exports are looked through, each by one worker."""
    for feed in exports.watched():
        with claimed(WATCHING, feed.pk) as free:
            if free:
                for begun in look(feed, timezone.now()):
                    run.defer(run_id=begun.pk)


@app.task(name="intake.keep", queue="channels")
def keep(timestamp: int) -> None:
    """Every quarter of an hour: what a service forgets by itself is mended."""
    for channel in sources.reading():
        try:
            with connector_of(channel) as connector:
                connector.keep()
        except Failure as failure:
            source = arrivals.source_of(channel)
            arrivals.failed(source=source, failure=failure, now=timezone.now())
        else:
            if Can.FETCH not in connector.can:  # else asking it is what tells
                arrivals.succeeded(source=arrivals.source_of(channel), now=timezone.now())


def _strange(found: Exception) -> Failure:
    name = type(found).__name__
    return Failure(f"Сервис ответил не так, как описано ({name}). Программа повторит сама.")


def _actor(found: ImportRun) -> Actor:
    person: Person | None = found.by
    return actor_for(person) if person else program(found.municipality_id)
