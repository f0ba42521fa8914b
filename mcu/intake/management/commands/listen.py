"""`mcu listen`: stay on the line with services that tell at once what is new."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from mcu.core.parent import follow_supervisor
from mcu.intake.listening import listen


class Command(BaseCommand):
    help = "ждать новое на связи: почтовые ящики (IDLE) и другие каналы, которые это умеют"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        follow_supervisor()
        stopping = Event()
        for way in (signal.SIGINT, signal.SIGTERM):
            signal.signal(way, lambda *_: stopping.set())
        listen(stopping)
