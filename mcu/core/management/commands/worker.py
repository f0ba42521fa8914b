"""Do the background work; any number of these against one database."""

import asyncio
import contextlib
import logging
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from mcu.core.parent import follow_supervisor

GRACE_SECONDS = 8.0  # less than the supervisor waits; a job cut off is taken up again
STALLED_SECONDS = 60.0
LOOKED_EVERY = 1.0  # what was put off for a second is begun within two
GENTLE = 5  # whoever waits for a page or for «принято» goes before what is done behind


class Command(BaseCommand):
    help = "фоновая работа: импорт, рассылка, сроки"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="сколько дел сразу")
        parser.add_argument("--queue", action="append", help="только эта очередь, можно повторить")

    def handle(self, *args: Any, concurrency: int, queue: list[str] | None, **options: Any) -> None:
        follow_supervisor()
        os.nice(GENTLE)
        for handler in logging.root.handlers:
            handler.addFilter(one_line)
        self.stdout.write("Фоновая работа идёт.")
        asyncio.run(_work(concurrency, queue))


async def take_up_stalled(working: App) -> int:
    """Put back what killed workers were doing; how many jobs. A job may be done twice in part:
    each claims its rows by their state, so that changes nothing.
    """
    stalled = await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    taken = 0
    for job in stalled:
        with contextlib.suppress(ConnectorException):  # another worker was quicker
            await working.job_manager.retry_job(job)
            taken += 1
    return taken


def one_line(record: logging.LogRecord) -> bool:
    """A lost connection is no fault of the program: one line instead of a traceback, said once."""
    if not (record.exc_info and isinstance(record.exc_info[1], ConnectorException)):
        return True
    record.msg, record.args = "Связь с базой данных прервалась, фоновая работа начнётся заново.", ()
    record.exc_info = None
    return record.name.startswith("procrastinate.worker")


async def _work(concurrency: int, queues: list[str] | None) -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as working:
        async with working.open_async():
            watch = asyncio.create_task(_watch(working))
            await working.run_worker_async(
                queues=queues,  # type: ignore[arg-type]  # None means all of them
                concurrency=concurrency,
                fetch_job_polling_interval=LOOKED_EVERY,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )
            watch.cancel()


async def _watch(working: App) -> None:
    while True:
        with contextlib.suppress(ConnectorException):  # the worker itself notices and restarts
            await take_up_stalled(working)
        await asyncio.sleep(STALLED_SECONDS)
