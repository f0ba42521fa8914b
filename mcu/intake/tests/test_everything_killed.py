"""Web, worker and listener are killed at random moments while messages come by every way and answers
leave: every message once, every answer once where the service knows its key, none lost.

`KILLS`, `KILL_MESSAGES`, `KILL_ANSWERS` in the environment say how much (docs/reliability.md names a long run).
"""

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from mcu.cases.actions import answer
from mcu.cases.models import Case, Utterance
from mcu.cases.rules.workflow import State
from mcu.channels import actions
from mcu.channels.models import ANSWER, Outgoing
from mcu.channels.tests.conftest import postman, server  # noqa: F401 - fixtures
from mcu.connectors.mail.tests.mailserver import Mailbox, free_port, mail_server
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.connections import Connected, connect, signed

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("KILLS", "12"))
MESSAGES = int(os.environ.get("KILL_MESSAGES", "300"))
ANSWERS = int(os.environ.get("KILL_ANSWERS", "60"))
BY_HOOK, BY_MAIL = 0.6, 0.1  # of the messages; the rest is fetched
PATIENCE = 900.0  # seconds without any progress after the last kill


@dataclass
class Program:
    """`mcu web`, `mcu worker` and `mcu listen` on the database of the test, killed and started anew."""

    environment: dict[str, str]
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)

    def start(self, name: str) -> None:
        words = ["--host", "127.0.0.1", "--port", str(self.port)] if name == "web" else []
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "mcu", name, *words], env=self.environment, cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill(self, name: str) -> None:
        """With everything it started, at once."""
        process = self.running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.killed[name] += 1
        self.start(name)

    def stop(self) -> None:
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def program(settings) -> Iterator[Program]:
    given = connection.settings_dict
    host = given["HOST"].replace("/", "%2F")
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "mcu.settings", "PYTHONPATH": str(ROOT),
        "MCU_DATABASE_URL": f"postgresql://{given['USER']}@/{given['NAME']}?host={host}&port={given['PORT']}",
        "MCU_DATA": str(settings.MCU_KEYS.parent), "MCU_LOG": "ERROR", "MCU_HOOK_RATE": "100000",
        "MCU_SMTP_HOST": "127.0.0.1", "MCU_SMTP_PORT": str(settings.MCU_SMTP_PORT),
        "MCU_SMTP_SECURITY": "none", "MCU_SMTP_FROM": settings.MCU_SMTP_FROM,
    }  # fmt: skip
    it = Program(environment, free_port())
    try:
        for name in ("web", "worker", "listen"):
            it.start(name)
        yield it
    finally:
        it.stop()


class Service(threading.Thread):
    """The service at the other end: brings each event until «ok» came back, as services do."""

    def __init__(self, door: str, port: int) -> None:
        super().__init__(daemon=True)
        self.door, self.port = door, port
        self.waiting: queue.Queue[bytes | None] = queue.Queue()
        self.refused = 0

    def run(self) -> None:
        while (body := self.waiting.get()) is not None:
            while not self._taken(body):
                self.refused += 1
                time.sleep(0.2)

    def _taken(self, body: bytes) -> bool:
        door = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            door.request("POST", self.door, body, signed(body))
            return door.getresponse().read() == b"ok"
        except (OSError, HTTPException):
            return False
        finally:
            door.close()


@pytest.mark.long
@pytest.mark.timeout(0)
def test_web_and_worker_are_killed_while_everything_moves(
    committed_intake,
    dummy,
    server,  # noqa: F811
    postman,  # noqa: F811
    settings,
    tmp_path,
    capsys,
):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    settings.MCU_SMTP_TIMEOUT = 20
    town = connect(committed_intake, dummy)
    begun = time.monotonic()
    with mail_server() as box, program(settings) as running:
        actions.connect(
            transport="mail", name="Приёмная", settings=box.settings, reads=True, replies=True,
            by=committed_intake.by,
        )  # fmt: skip
        _until(lambda: bool(Source.objects.filter(channel__transport="mail").exclude(cursor={})))
        service = Service(town.door, running.port)
        service.start()
        _storm(town, box, running, service)
        service.waiting.put(None)
        service.join()
        _until(lambda: Utterance.objects.count() == MESSAGES and not _waiting(), _left)
        _answer(committed_intake.by, ANSWERS - Outgoing.objects.filter(kind=ANSWER).count())
        _until(lambda: _sent() == ANSWERS, _left)
        audited = subprocess.run(
            [sys.executable, "-m", "mcu", "audit", "--json"], env=running.environment, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = json.loads(audited.stdout)
    letters = Counter(m["Message-ID"] for m in postman.taken if m["In-Reply-To"])
    asked = sum(1 for one in dummy.asked if one.path == "/replies")
    with capsys.disabled():
        print(json.dumps({
            "kills": dict(running.killed), "messages": MESSAGES, "answers": ANSWERS,
            "seconds": round(time.monotonic() - begun), "hooks_tried_again": service.refused,
            "arrivals": Arrival.objects.count(), "cases": Case.objects.count(),
            "replies_asked": asked, "replies_kept": len(dummy.replies), "letters": len(letters),
            "letters_twice": sum(letters.values()) - len(letters), "load": os.getloadavg()[0],
            "audit": found,
        }, ensure_ascii=False))  # fmt: skip
    assert Case.objects.count() == Utterance.objects.count() == MESSAGES
    assert len(set(Utterance.objects.values_list("text", flat=True))) == MESSAGES
    assert len(dummy.replies) + len(letters) == ANSWERS == _sent()
    assert found["clean"]


def _storm(town: Connected, box: Mailbox, running: Program, service: Service) -> None:
    """A kill, some messages by every way, some answers; again and again."""
    chance = random.Random(20261121)
    made = 0
    for number in range(KILLS):
        until = MESSAGES * (number + 1) // KILLS
        letters = []
        for one in range(made, until):
            way = chance.random()
            if way < BY_MAIL:
                letters.append(_letter(one))
                continue
            said = town.service.says(f"Сообщение {one}", thread=f"t{one}", author={"id": one})
            if way < BY_MAIL + BY_HOOK:
                service.waiting.put(json.dumps(said).encode())
        box.gets(*letters)
        made = until
        _answer(
            town.intake.by,
            ANSWERS * (number + 1) // KILLS - Outgoing.objects.filter(kind=ANSWER).count(),
        )
        time.sleep(chance.uniform(0.5, 3.0))
        running.kill(chance.choices(("web", "worker", "listen"), (4, 5, 1))[0])


def _letter(number: int) -> bytes:
    date = timezone.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"From: Житель <r{number}@post.example>\r\nMessage-ID: <{number}@post.example>\r\n"
        f"Date: {date}\r\nSubject: \r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Сообщение {number}\r\n"
    ).encode()


def _answer(by, count: int) -> None:
    """So many of the cases that wait are answered, as a person would."""
    if count <= 0:
        return
    for case in Case.objects.filter(answers__isnull=True).order_by("pk")[:count]:
        answer.save_draft(case=case, text="Мусор вывезут завтра до 12 часов, проверим.", by=by)
        answer.submit(case=case, by=by, reason="проверено")
        if case.state == State.APPROVAL:
            answer.approve(case=case, by=by)
        answer.publish(case=case, url="", by=by)


def _waiting() -> bool:
    return Arrival.objects.filter(state=Arrival.State.WAITING).exists()


def _sent() -> int:
    return Outgoing.objects.filter(kind=ANSWER, state=Outgoing.State.SENT).count()


def _left() -> tuple[int, int, int]:
    return (
        Utterance.objects.count(),
        Arrival.objects.count(),
        Outgoing.objects.filter(state="sent").count(),
    )


def _until(reached: Callable[[], bool], progress: Callable[[], object] = lambda: None) -> None:
    """Wait as long as anything moves."""
    last, since = progress(), time.monotonic()
    while not reached():
        time.sleep(1)
        now = progress()
        if now != last:
            last, since = now, time.monotonic()
        assert time.monotonic() - since < PATIENCE, f"nothing moves: {now}"
