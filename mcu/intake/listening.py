"""Connections that may wait on the line have a thread each in one process: what comes is seen in seconds.

The poll of every minute goes on beside it: where a thread holds the line, the poll passes it by; where
no process listens, the poll is what reads. A thread that meets an error waits longer and longer.
"""

import logging
from threading import Event, Thread

from django import db
from django.utils import timezone

from mcu.channels.models import Channel
from mcu.intake import jobs
from mcu.intake.models import Source
from mcu.intake.queries import sources

log = logging.getLogger(__name__)

ON_THE_LINE = 30.0  # seconds; servers let go of a silent line after half an hour
LOOKED_AROUND = 5.0  # how soon a new connection is listened to
LONGEST_PAUSE = 60.0


def listen(stopping: Event) -> None:
    """Until `stopping`: a thread for each connection, a new one for each that is added."""
    threads: dict[int, Thread] = {}
    while not stopping.is_set():
        try:
            wanted = [channel.pk for channel in sources.listening()]
        except db.Error as lost:
            log.warning("the connections cannot be asked for: %s", type(lost).__name__)
            db.connections.close_all()
            wanted = []
        for pk in wanted:
            if pk not in threads or not threads[pk].is_alive():
                threads[pk] = Thread(target=_hold, args=(pk, stopping), daemon=True)
                threads[pk].start()
        db.close_old_connections()
        stopping.wait(LOOKED_AROUND)


def _hold(pk: int, stopping: Event) -> None:
    """Stay on one line as long as the connection is to be listened to."""
    pause = 1.0
    try:
        while not stopping.is_set():
            channel = sources.listening().filter(pk=pk).first()
            if channel is None:
                return
            pause = 1.0 if heard(channel) else min(2 * pause, LONGEST_PAUSE)
            stopping.wait(pause)
    except db.Error as lost:
        log.warning("connection %s is left: %s", pk, type(lost).__name__)
    finally:
        db.connections.close_all()


def heard(channel: Channel, wait: float = ON_THE_LINE) -> bool:
    """One stay on the line; what came is understood at once. False when it failed."""
    source = Source.objects.filter(pk=channel.pk).select_related("channel__municipality").first()
    if source and source.not_before and source.not_before > timezone.now():
        return False
    if source and source.since:
        jobs.read_since(source)
    went_well = jobs.read(channel, wait)
    jobs.digest()
    return went_well
