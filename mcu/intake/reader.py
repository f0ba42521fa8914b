"""A process of its own that reads a file and makes its rows ready, beside the one that stores them.

Everything that needs no database happens here: parsing, typing, masking, sealing. Before a batch is
masked and sealed the storing process is asked which of its rows it has already, and those go
through as two hashes: the same file once more costs little. Batches go through a pipe, which
holds little and makes the reader wait; when the storing process dies, the pipe breaks and
the reader ends with it.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings

from mcu.core import disk, vault
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.intake.rules.digest import Digested, digest, personal_of
from mcu.intake.rules.layouts import HeaderMatch
from mcu.intake.rules.rows import IncomingRow, Rejected, read_row
from mcu.text.personal.known import KnownNames


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
    steps: Mapping[str, str]
    settlements: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A row ready to be stored: what it says, its cells sealed, personal data sealed if any."""

    said: Digested
    sealed: bytes
    personal: bytes | None

    @property
    def key(self) -> str:
        return self.said.key

    @property
    def digest(self) -> str:
        return self.said.digest


class Same(NamedTuple):
    """A row that says what was stored under its key when the reader asked."""

    key: str
    digest: str


class Returned(NamedTuple):
    """A row to be given back: its line in the file, why, its cells sealed."""

    line: int
    reason: str
    sealed: bytes


class Batch(NamedTuple):
    """Rows in the order of the file, and how much of the file is read by now, 0 to 1."""

    rows: list[Entry | Same | Returned]
    share: float


class Question(NamedTuple):
    """Which of these keys are stored with this very digest?"""

    digests: dict[str, str]


Stored = Callable[[dict[str, str]], Container[str]]
"""Answers a question: those of the keys."""


@contextmanager
def reading(job: Job, stored: Stored) -> Iterator[Callable[[], Batch | None]]:
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
            _send(process.stdin, job)
            yield partial(_receive, process.stdout, process.stdin, stored)
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # an answer that it did not live to read
                process.stdin.close()


def batches(job: Job, stored: Stored) -> Iterator[Batch]:
    """Read the file from its position on. RuleViolation where it cannot be read."""
    with open_table(job.path, job.name) as table:
        first = job.match.row_index + 1 + job.position
        numbered = islice(table.numbered(), first, None)
        ready = partial(
            _ready, system=job.match.layout.system, now=job.now, known=KnownNames(job.settlements)
        )
        while cells := list(islice(numbered, job.size)):
            rows = [read_row(row, job.match, job.zone, line, job.steps) for line, row in cells]
            said = {row.key: row.digest for row in rows if isinstance(row, IncomingRow)}
            same = stored(said)
            yield Batch([ready(row, same=same) for row in rows], table.share())


def serve() -> None:
    """Read a job from stdin, write batches to stdout, at last None or the refusal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the storing process decides when to stop
    questions, out = sys.stdin.buffer, sys.stdout.buffer
    job: Job = pickle.load(questions)  # noqa: S301 (written by our own process)
    settings.configure(MCU_KEYS=job.keys)

    def ask(digests: dict[str, str]) -> Container[str]:
        _write(out, Question(digests))
        return pickle.load(questions)  # noqa: S301 (the same)

    try:
        for message in _told(job, ask):
            _write(out, message)
    except (BrokenPipeError, EOFError, pickle.UnpicklingError):
        os._exit(0)  # nobody waits for the rest


def _told(job: Job, stored: Stored) -> Iterator[Batch | RuleViolation | None]:
    try:
        with disk.told():
            yield from batches(job, stored)
        yield None
    except RuleViolation as refusal:
        yield refusal


def _ready(
    row: IncomingRow | Rejected,
    *,
    system: str,
    now: datetime,
    known: KnownNames,
    same: Container[str],
) -> Entry | Same | Returned:
    if isinstance(row, Rejected):
        return Returned(row.number, row.reason, vault.seal(row.raw))
    if row.key in same:
        return Same(row.key, row.digest)
    said = digest(row, system, now, known)
    personal = personal_of(row, said.text)
    return Entry(said, vault.seal(row.raw), vault.seal(personal) if personal else None)


def _write(pipe: IO[bytes], message: object) -> None:
    pipe.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
    pipe.flush()


def _send(pipe: IO[bytes], message: object) -> None:
    with suppress(BrokenPipeError):  # it has died; whoever receives will notice
        _write(pipe, message)


def _receive(pipe: IO[bytes], answers: IO[bytes], stored: Stored) -> Batch | None:
    """The next batch; the question that comes before it is answered."""
    while isinstance(message := _load(pipe), Question):
        _send(answers, stored(message.digests))
    if isinstance(message, RuleViolation):
        raise message
    return message


def _load(pipe: IO[bytes]) -> Question | Batch | RuleViolation | None:
    try:
        return pickle.load(pipe)  # noqa: S301 (by our own process)
    except (EOFError, pickle.UnpicklingError):
        raise ReaderLost from None
