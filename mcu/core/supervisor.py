"""One parent over the processes of the program: starts, restarts, stops them in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from mcu.core import postgres
from mcu.core.errors import RuleViolation
from mcu.core.parent import SUPERVISOR

TICK = 0.2
STOP_SECONDS = 10.0
CALM_SECONDS = 60.0  # a child that lived that long starts again without delay
LONGEST_DELAY = 30.0
DATABASE_PAUSE = 5.0


class Child:
    """One command of `mcu` kept running."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.failures = 0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "mcu", self.name, *self.arguments],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    def look(self) -> None:
        """Start it again when it ended, each time a little later."""
        if self.process is None or (code := self.process.poll()) is None:
            return
        lived = time.monotonic() - self.started
        if self.failures and lived < self.delay:
            return
        self.failures = 0 if lived > CALM_SECONDS else self.failures + 1
        say(f"Процесс «{self.name}» остановился (код {code}), запускаю его снова.")
        self.start()

    @property
    def delay(self) -> float:
        """Seconds from one start to the next while the child keeps failing."""
        return min(LONGEST_DELAY, 2.0**self.failures)

    def signal(self, way: signal.Signals) -> None:
        """Pass a signal to the whole group of a child that still runs."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, way)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs the children until SIGINT, SIGTERM or SIGHUP; a second signal does not wait."""

    def __init__(self, children: list[Child], announce: Callable[[], bool]) -> None:
        self.children = children
        self.announce = announce
        self.stopping = threading.Event()
        self.hurry = False
        self.database_pause = 0.0

    def run(self) -> None:
        for way in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(way, self._stop)
        for child in self.children:
            child.start()
        announced = False
        while not self.stopping.wait(TICK):
            announced = announced or self.announce()
            self._look()
        self._end()

    def _look(self) -> None:
        self._look_at_database()
        for child in self.children:
            child.look()

    def _look_at_database(self) -> None:
        data = postgres.attached()
        if data is None or time.monotonic() < self.database_pause:
            return
        try:
            if postgres.revive(data):
                say("База данных остановилась, запускаю её снова.")
        except RuleViolation as refusal:
            say(refusal.sentence)
            self.database_pause = time.monotonic() + DATABASE_PAUSE

    def _end(self) -> None:
        say("Останавливаюсь…")
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.signal(signal.SIGTERM)
        while any(child.alive for child in self.children):
            if self.hurry or time.monotonic() > deadline:
                for child in self.children:
                    child.signal(signal.SIGKILL)
            time.sleep(TICK / 4)

    def _stop(self, *_: object) -> None:
        self.hurry = self.stopping.is_set()
        self.stopping.set()


def say(sentence: str) -> None:
    """A line for the person at the terminal, in order with what the children print."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if postgres.attached():
        # Each child holds the embedded server by itself: it outlives a killed supervisor until
        # the last child has ended its work.
        environment.pop("MCU_DATABASE_URL", None)
    root = str(Path(__file__).parents[2])
    return {**environment, SUPERVISOR: str(os.getpid()), "PYTHONPATH": root, "PYTHONUTF8": "1"}
