"""A process of its own that reads a file and makes its rows ready, beside the one that stores them.

Everything that needs no database happens here: parsing, typing, masking, sealing. Batches go
through a pipe, which holds little and makes the reader wait; when the storing process dies, the
pipe breaks and the reader ends with it.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings

from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.intake.rules.digest import Digested, digest, personal_of
from mcu.intake.rules.layouts import HeaderMatch
from mcu.intake.rules.rows import IncomingRow, Rejected, read_row


class ReaderLost(Exception):
    """The reading process ended before the file did: killed, or out of memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to read: the data rows of the file after the first `position`, `size` at a time.

    `keys` is the folder of the keys that seal; the reader knows no other setting.
    """

    path: str
    name: str
    match: HeaderMatch
    zone: tzinfo
    position: int
    size: int
    now: datetime
    keys: str


class Entry(NamedTuple):
    """A row ready to be stored: what it says, its cells sealed, personal data sealed if any."""

    said: Digested
    sealed: bytes
    personal: bytes | None


class Returned(NamedTuple):
    """A row to be given back: its line in the file, why, its cells sealed."""

    line: int
    reason: str
    sealed: bytes


class Batch(NamedTuple):
    """Rows in the order of the file, and how much of the file is read by now, 0 to 1."""

    rows: list[Entry | Returned]
    share: float


@contextmanager
def reading(job: Job) -> Iterator[Callable[[], Batch | None]]:
    """Start a reader; each call gives the next batch, None at the end.

    RuleViolation where the file turns out unreadable, ReaderLost when the process has died.
    """
    code = "from mcu.intake.reader import serve; serve()"
    with subprocess.Popen(  # noqa: S603 (our own interpreter and code)
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            with suppress(BrokenPipeError):  # it died at once; whoever receives will notice
                process.stdin.write(pickle.dumps(job))
                process.stdin.close()
            yield partial(_receive, process.stdout)
        finally:
            process.kill()


def batches(job: Job) -> Iterator[Batch]:
    """Read the file from its position on. RuleViolation where it cannot be read."""
    with open_table(job.path, job.name) as table:
        first = job.match.row_index + 1 + job.position
        numbered = islice(table.numbered(), first, None)
        system = job.match.layout.system
        while rows := list(islice(numbered, job.size)):
            ready = [
                _ready(read_row(cells, job.match, job.zone, line), system, job.now)
                for line, cells in rows
            ]
            yield Batch(ready, table.share())


def serve() -> None:
    """Read a job from stdin, write batches to stdout, at last None or the refusal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the storing process decides when to stop
    out = sys.stdout.buffer
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301 (written by our own process)
    settings.configure(MCU_KEYS=job.keys)
    try:
        for message in _told(job):
            out.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
            out.flush()
    except BrokenPipeError:
        os._exit(0)  # nobody waits for the rest


def _told(job: Job) -> Iterator[Batch | RuleViolation | None]:
    try:
        yield from batches(job)
        yield None
    except RuleViolation as refusal:
        yield refusal


def _ready(row: IncomingRow | Rejected, system: str, now: datetime) -> Entry | Returned:
    sealed = vault.seal(row.raw)
    if isinstance(row, Rejected):
        return Returned(row.number, row.reason, sealed)
    said = digest(row, system, now)
    personal = personal_of(row, said.text)
    return Entry(said, sealed, vault.seal(personal) if personal else None)


def _receive(pipe: IO[bytes]) -> Batch | None:
    try:
        message = pickle.load(pipe)  # noqa: S301 (written by our own process)
    except (EOFError, pickle.UnpicklingError):
        raise ReaderLost from None
    if isinstance(message, RuleViolation):
        raise message
    return message
