"""Serve the pages; any number of these against one database."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from mcu.core import postgres, startup, wall
from mcu.core.parent import follow_supervisor

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)  # at most as many as MCU_POOL_MAX connections
WHO = ("USER", "PASSWORD", "HOST", "PORT", "NAME")
KILL_SECONDS = 8  # less than the supervisor waits


class Command(BaseCommand):
    help = "страницы программы по HTTP"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="адрес, по умолчанию 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="порт, по умолчанию 8000")
        parser.add_argument("--workers", type=int, default=1, help="число процессов")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        follow_supervisor()
        startup.collect()
        _stand_behind_the_wall()
        Granian(
            "mcu.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=KILL_SECONDS,
            log_level=LogLevels.warning,
        ).serve()


def _stand_behind_the_wall() -> None:
    """From here on the database is asked by the role that owns nothing, where there is one."""
    app = {"USER": wall.ROLE} if postgres.attached() else settings.MCU_APP_DATABASE
    if app["USER"]:
        startup.close_connections()
        given = {name: value for name, value in app.items() if name in WHO}
        connections.settings["default"].update(given)
