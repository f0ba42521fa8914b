"""The embedded PostgreSQL: one server per data folder, alive as long as somebody uses it.

Every process that works with the folder holds a shared lock on `postgres.lock`; the kernel lets
go of it even after kill -9. One keeper process (`mcu.core.keeper`) owns the server and stops it
as soon as it can have that lock for itself alone. So there is no list of users to go stale, and
a short command beside `mcu up` neither starts a second server nor stops the first.

Nothing here needs Django: the address must stand before the settings are read.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from mcu.core.errors import RuleViolation

START_SECONDS = 600  # recovery after a crash replays as much log as max_wal_size allows
STOP_SECONDS = 30
NO_SPACE = "No space left on device"  # the words of the C library and of the server
TICK = 0.05

_held: dict[Path, int] = {}
_keepers: dict[Path, "subprocess.Popen[str]"] = {}


def data_folder() -> Path:
    """`MCU_DATA`, by default `var` of the current folder."""
    return Path(os.environ.get("MCU_DATA") or "var").resolve()


def attach(data: Path, **options: str) -> str:
    """The address of the folder's server, started if need be and held until this process ends.

    `options` are server settings for the case that it has to be started. RuleViolation when the
    folder cannot be used or the server does not start.
    """
    if data not in _held:
        _make(data)
        _held[data] = _open(data / "postgres.lock")
        fcntl.flock(_held[data], fcntl.LOCK_SH)  # waits for a server that is just stopping
    ensure(data, **options)
    return address(data)


def detach(data: Path, *, wait: float = STOP_SECONDS) -> bool:
    """Let go; True when the server has stopped within `wait` seconds, nobody else using it."""
    os.close(_held.pop(data))
    deadline = time.monotonic() + wait
    while keeper_lives(data) and time.monotonic() < deadline:
        time.sleep(TICK)
    if keeper_lives(data):
        return False
    if data in _keepers:
        _keepers.pop(data).communicate()
    return True


def attached() -> Path | None:
    """The data folder whose server this process holds; None when the server is not embedded."""
    return next(iter(_held), None)


def ensure(data: Path, **options: str) -> None:
    """Wait until the server answers; start a keeper when there is none."""
    deadline = time.monotonic() + START_SECONDS
    while not ready(data):
        revive(data, **options)
        if time.monotonic() > deadline:
            raise RuleViolation(f"База данных не отвечает. Подробности: {data / 'postgres.log'}")
        time.sleep(TICK)


def revive(data: Path, **options: str) -> bool:
    """Start a keeper when there is none, without waiting; True when it was so.

    RuleViolation with the keeper's own words when the one started before gave up.
    """
    if _keeper_works(data) or keeper_lives(data):
        return False
    _keepers[data] = _start_keeper(data, options)
    return True


def ready(data: Path) -> bool:
    """True when the server of this folder takes connections."""
    lines = _postmaster(data)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
        except OSError:  # nobody listens, or the file is a leftover and the path no socket's
            return False
    return True


def address(data: Path, database: str = "mcu", role: str = "postgres") -> str:
    """The postgresql:// address of a database of the running server."""
    lines = _postmaster(data)
    return f"postgresql://{role}@/{database}?host={quote(lines[4])}&port={lines[3]}"


def keeper_lives(data: Path) -> bool:
    """True while some keeper owns the server of this folder."""
    handle = _open(data / "postgres.keeper")
    try:
        return not alone(handle)
    finally:
        os.close(handle)


def alone(handle: int) -> bool:
    """Try to have the locked file for oneself; the lock is kept until the handle is closed."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start_keeper(data: Path, options: dict[str, str]) -> "subprocess.Popen[str]":
    code = "import sys; from mcu.core.keeper import keep; keep(*sys.argv[1:])"
    settings = [f"{name}={value}" for name, value in options.items()]
    return subprocess.Popen(  # noqa: S603 — our own interpreter and code
        [sys.executable, "-c", code, str(data), *settings],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,  # the terminal's Ctrl-C is for those who use the server
    )


def _keeper_works(data: Path) -> bool:
    """False when this process has started no keeper, or it found another one at work."""
    keeper = _keepers.get(data)
    if keeper is None or keeper.poll() is None:
        return keeper is not None
    _, words = _keepers.pop(data).communicate()
    if words.strip():
        raise RuleViolation(words.strip().splitlines()[-1])
    return False


def _postmaster(data: Path) -> list[str]:
    try:
        return (data / "postgres" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _make(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not os.access(data, os.W_OK | os.X_OK):
            raise PermissionError
    except OSError as refusal:
        raise RuleViolation(
            f"В папку данных {data} нельзя писать. Укажите другую: --data ПАПКА или MCU_DATA=ПАПКА."
        ) from refusal


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as refusal:
        raise RuleViolation(
            f"Папка {path.parent} принадлежит другому пользователю системы: войдите под его именем "
            "или укажите другую папку: --data ПАПКА."
        ) from refusal
