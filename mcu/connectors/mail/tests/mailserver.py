"""A real IMAP server on loopback with one mailbox."""

import imaplib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "mcu@klyuchi.example", "ящик-1"
PYMAP = shutil.which("pymap", path=str(Path(sys.executable).parent)) or "pymap"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Mailbox:
    """The server and what a person does with the mailbox by another program."""

    port: int

    @property
    def settings(self) -> dict[str, object]:
        return {
            "host": "127.0.0.1", "port": self.port, "security": "none", "user": USER,
            "password": PASSWORD, "folder": "INBOX", "ca": "",
        }  # fmt: skip

    def gets(self, *letters: bytes) -> None:
        """The post brings letters."""
        with self._signed_in() as client:
            for letter in letters:
                status, _ = client.append("INBOX", None, None, letter)
                assert status == "OK"

    def is_emptied(self) -> None:
        with self._signed_in() as client:
            client.select("INBOX")
            client.store("1:*", "+FLAGS", "\\Deleted")
            client.expunge()

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client
            client.logout()
        finally:
            with suppress(OSError):
                client.shutdown()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    port = free_port()
    words = [
        PYMAP, "--host", "127.0.0.1", "--port", str(port), "--no-tls", "--no-service", "admin",
        "--no-service", "managesieve", "dict", "--demo-data", "--demo-user", USER,
        "--demo-password", PASSWORD,
    ]  # fmt: skip
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        mailbox = Mailbox(port)
        _wait_for(mailbox)
        mailbox.is_emptied()
        yield mailbox
    finally:
        server.kill()
        server.wait()


def _wait_for(mailbox: Mailbox) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with mailbox._signed_in():
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
