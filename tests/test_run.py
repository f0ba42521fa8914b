"""`./run` and `mcu up` as a person at a terminal meets them: starting, stopping, kill -9."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mcu.core import postgres

ROOT = Path(__file__).parents[1]
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def until(true: Callable[[], object], seconds: float = 120) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


class Program:
    """One data folder and the commands that work with it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.output = data.with_suffix(".out")
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MCU_")},
            "MCU_DATA": str(data),
            "PYTHONPATH": str(ROOT),
        }
        self.top: subprocess.Popen[bytes] | None = None

    def start(self, *command: str) -> None:
        """Start and wait until the address is printed."""
        words = command or (sys.executable, "-P", "-m", "mcu", "up")
        with self.output.open("wb") as output:
            self.top = subprocess.Popen(
                [*words, "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        assert until(lambda: "Ctrl-C" in self.said() or self.top.poll() is not None), self.said()  # type: ignore[union-attr]
        assert self.top.poll() is None, self.said()

    def said(self) -> str:
        return self.output.read_text()

    def end(self, way: signal.Signals = signal.SIGINT) -> int:
        assert self.top
        self.top.send_signal(way)
        return self.top.wait(60)

    def answers(self) -> bool:
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            door.request("GET", "/")
            return door.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            door.close()

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-P", "-m", "mcu", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def processes(self, mark: str = "") -> list[psutil.Process]:
        """Everything that works for this folder and has the mark in its command line."""
        found = []
        for process in psutil.process_iter(["cmdline"]):
            line = " ".join(process.info["cmdline"] or [])
            if mark in line and (str(self.data) in line or self._ours(process, line)):
                found.append(process)
        return found

    def _ours(self, process: psutil.Process, line: str) -> bool:
        try:
            return "-m mcu" in line and process.environ().get("MCU_DATA") == str(self.data)
        except psutil.Error:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path / "data")
    yield program
    for process in program.processes("-m mcu"):
        process.kill()
    if program.top:
        program.top.wait(60)
    assert until(lambda: not program.processes(), 60)


@pytest.mark.long
def test_run_serves_pages_and_ctrl_c_stops_everything(program: Program) -> None:
    program.start("./run", "--profile", "demo")
    assert f"http://127.0.0.1:{program.port}" in program.said()
    assert program.said().count("/link/") == 1
    assert program.answers()
    assert program.end() == 0
    assert program.said().rstrip().endswith("Остановлено.")
    assert not program.processes()
    assert not (program.data / "postgres" / "postmaster.pid").exists()


@pytest.mark.long
def test_what_was_there_is_there_after_a_second_start(program: Program) -> None:
    program.start("./run", "--profile", "demo")
    program.end(signal.SIGTERM)
    program.start("./run", "--profile", "demo")
    assert program.said().count("/link/") == 1  # again: nobody has used the first one
    assert program.answers()


@pytest.mark.long
@pytest.mark.parametrize(
    "marks",
    [["mcu web"], ["mcu worker"], ["postgres -D"], ["keep("], ["keep(", "postgres -D", "mcu web"]],
    ids=["web", "worker", "postgres", "keeper", "all at once"],
)
def test_a_killed_part_is_started_again(program: Program, marks: list[str]) -> None:
    program.start()
    victims = [process for mark in marks for process in program.processes(mark)]
    assert victims
    for process in victims:
        process.kill()
    psutil.wait_procs(victims, timeout=30)
    assert until(lambda: all(program.processes(mark) for mark in ("mcu web", "mcu worker"))), (
        program.said()
    )
    assert until(lambda: postgres.ready(program.data))
    assert until(program.answers)
    assert program.run("journal", "verify").returncode == 0
    assert program.end() == 0


@pytest.mark.long
def test_after_a_killed_supervisor_nothing_is_left_and_a_start_works(program: Program) -> None:
    program.start()
    program.end(signal.SIGKILL)
    assert until(lambda: not program.processes())
    program.start()
    assert program.answers()


@pytest.mark.long
def test_a_short_command_works_beside_and_alone(program: Program) -> None:
    program.start()
    beside = program.run("journal", "verify", "--json")
    said = json.loads(beside.stdout)
    assert (beside.returncode, said["chains"], said["broken"]) == (0, 0, [])
    assert program.answers()
    program.end()
    assert program.run("journal", "verify").returncode == 0
    assert until(lambda: not program.processes())


@pytest.mark.long
def test_a_busy_port_is_one_line(program: Program) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", program.port))
        busy.listen()
        refused = program.run("up", "--port", str(program.port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Адрес 127.0.0.1:{program.port} занят")
    assert refused.stderr.count("\n") == 1


@pytest.mark.long
def test_misuse_is_said_in_russian(program: Program) -> None:
    unknown = program.run("nosuch")
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
    misused = program.run("journal")
    assert misused.returncode == 2
    assert "не указано" in misused.stderr


@pytest.mark.long
def test_a_first_command_makes_the_tables_by_itself(program: Program) -> None:
    done = program.run("profile", "load", "demo", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{")


def test_a_data_folder_that_cannot_be_is_one_line(program: Program) -> None:
    program.data.write_text("a file, not a folder")
    refused = program.run("journal", "verify")
    assert refused.returncode == 1
    assert "нельзя писать" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_server_that_does_not_answer_is_one_line(program: Program) -> None:
    program.environment["MCU_DATABASE_URL"] = "postgresql://user:secret@/mcu?host=/nowhere"
    refused = program.run("journal", "verify")
    assert refused.returncode == 1
    assert refused.stderr.startswith("База данных из MCU_DATABASE_URL не отвечает")
    assert "secret" not in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A fresh copy with no .venv, and a folder for programs of the test's own."""
    copy = tmp_path / "копия программы"
    (copy / "bin").mkdir(parents=True)
    for name in ("run", "requirements.lock"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def program_named(folder: Path, name: str, body: str) -> None:
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(copy: Path, *words: str, path: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", str(copy / "run"), *words],
        env={"PATH": path or f"{copy / 'bin'}:{PATH}"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_help_needs_nothing(bare: Path) -> None:
    shown = run(bare, "--help")
    assert shown.returncode == 0
    assert "./run [--port ПОРТ]" in shown.stdout
    assert not (bare / ".venv").exists()


@pytest.mark.parametrize(
    "words",
    [["--nosuch"], ["лишнее"], ["--port"], ["--port", "много"], ["--port=0"], ["--empty=1"]],
)
def test_a_wrong_word_is_misuse(bare: Path, words: list[str]) -> None:
    refused = run(bare, *words)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1


def test_an_old_python_is_one_line_with_what_to_type(bare: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        program_named(bare, name, '[ "$1" = -V ] && echo "Python 3.9.2" && exit 0; exit 1')
    refused = run(bare)
    assert refused.returncode == 1
    assert "Python 3.9.2" in refused.stderr
    assert "sudo apt install python3 python3-venv" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_missing_venv_module_is_one_line_with_what_to_type(bare: Path) -> None:
    program_named(bare, "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac; exit 0')
    refused = run(bare)
    assert refused.returncode == 1
    assert refused.stderr.rstrip().endswith("sudo apt install python3-venv")
    assert refused.stderr.count("\n") == 1
