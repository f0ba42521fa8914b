"""Do the background work; any number of these against one database."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from mcu.core.parent import follow_supervisor

GRACE_SECONDS = 8.0  # less than the supervisor waits; a job cut off is taken up again


class Command(BaseCommand):
    help = "фоновая работа: импорт, рассылка, сроки"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="сколько дел сразу")
        parser.add_argument("--queue", action="append", help="только эта очередь, можно повторить")

    def handle(self, *args: Any, concurrency: int, queue: list[str] | None, **options: Any) -> None:
        follow_supervisor()
        self.stdout.write("Фоновая работа идёт.")
        asyncio.run(self._work(concurrency, queue))

    async def _work(self, concurrency: int, queues: list[str] | None) -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as working:
            async with working.open_async():
                await working.run_worker_async(
                    queues=queues,  # type: ignore[arg-type]  # None means all of them
                    concurrency=concurrency,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    delete_jobs="successful",
                )
