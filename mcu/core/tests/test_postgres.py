"""The embedded PostgreSQL: starts for whoever needs it, survives kills, stops after the last."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from mcu.core import keeper, postgres
from mcu.core.errors import RuleViolation

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, psycopg
from pathlib import Path
from mcu.core import postgres
address = postgres.attach(Path(sys.argv[1]), fsync="off", shared_buffers="16MB")
print(psycopg.connect(address).execute("SELECT current_database()").fetchone()[0], flush=True)
sys.stdin.read()
"""


class Holder:
    """Another process that uses the server of the folder until it is told to end."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate("", timeout=60)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate(timeout=60)


@pytest.fixture
def hold(data: Path) -> Iterator[Callable[[], Holder]]:
    started: list[Holder] = []

    def start() -> Holder:
        started.append(Holder(data))
        return started[-1]

    yield start
    for user in started:
        user.kill()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "Данные центра, 2026"
    yield folder
    for held in [held for held in postgres._held if held.is_relative_to(tmp_path)]:
        assert postgres.detach(held)


def servers(data: Path) -> list[psutil.Process]:
    return _running(
        lambda line: line[:1] and line[0].endswith("/postgres") and str(data) in line[2]
    )


def keepers(data: Path) -> list[psutil.Process]:
    return _running(lambda line: "keep(*sys.argv[1:])" in line[2] and str(data) in line)


def _running(wanted: Callable[[list[str]], object]) -> list[psutil.Process]:
    processes = [
        one for one in psutil.process_iter(["cmdline"]) if len(one.info["cmdline"] or []) > 2
    ]
    return [one for one in processes if wanted(one.info["cmdline"])]


def until(true: Callable[[], object], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def attach(data: Path) -> str:
    return postgres.attach(data, fsync="off", shared_buffers="16MB")


def asked(address: str, query: str) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def test_it_makes_a_database_that_knows_russian_letters(data: Path) -> None:
    address = attach(data)
    assert asked(address, "SELECT current_setting('server_encoding')") == "UTF8"
    assert asked(address, "SELECT 'ЁЖ' ILIKE 'ёж' AND upper('щука') = 'ЩУКА'") is True
    assert asked(address, "SHOW listen_addresses") == ""
    assert asked(address, "SHOW server_version_num").startswith("18")  # type: ignore[attr-defined]


def test_the_log_holds_nothing_of_what_people_wrote(data: Path) -> None:
    address = attach(data)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE letters (id int PRIMARY KEY, text varchar(20))")
        for refused in (
            "INSERT INTO letters VALUES (1, 'Громов, телефон 8 000 111-22-33')",
            "INSERT INTO letters VALUES ('Громов', '')",
            "INSERT INTO letters VALUES ('Громов', '')",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(refused)  # type: ignore[arg-type]
    log = (data / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "Громов" not in log


def test_it_is_closed_to_other_accounts_of_the_machine(data: Path) -> None:
    attach(data)
    assert (data / "postgres").stat().st_mode & 0o077 == 0


def test_it_stops_when_the_last_user_lets_go(data: Path, hold: Callable[[], Holder]) -> None:
    attach(data)
    other = hold()
    assert other.answer() == "mcu"
    assert postgres.detach(data, wait=1) is False
    assert servers(data)
    other.end()
    assert until(lambda: not servers(data) and not keepers(data))


def test_it_stops_when_its_only_user_is_killed(data: Path, hold: Callable[[], Holder]) -> None:
    user = hold()
    assert user.answer() == "mcu"
    user.kill()
    assert until(lambda: not servers(data) and not keepers(data))
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_many_processes_at_once_start_one_server(data: Path, hold: Callable[[], Holder]) -> None:
    users = [hold() for _ in range(4)]
    assert [user.answer() for user in users] == ["mcu"] * 4
    assert until(lambda: len(servers(data)) == len(keepers(data)) == 1)


@pytest.mark.parametrize("victims", [(servers,), (keepers,), (keepers, servers)])
def test_committed_data_survive_a_kill(
    data: Path, victims: tuple[Callable[[Path], list[psutil.Process]], ...]
) -> None:
    address = attach(data)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE t AS SELECT 42 AS answer")
    for process in [process for victim in victims for process in victim(data)]:
        process.kill()
    until(lambda: not postgres.ready(data), seconds=5)
    postgres.ensure(data)
    assert asked(postgres.address(data), "SELECT answer FROM t") == 42
    # A child that was just forked still looks like its server for a moment.
    assert until(lambda: len(servers(data)) == 1)


def test_a_pid_file_left_by_a_power_cut_means_nothing(data: Path) -> None:
    attach(data)
    postgres.detach(data)
    pid = os.getpid()  # alive, ours and no server
    lines = [pid, data / "postgres", 1, 5432, data, "", "1 1", "ready"]
    (data / "postgres" / "postmaster.pid").write_text("\n".join(map(str, lines)))
    assert asked(attach(data), "SELECT 1") == 1


def test_a_cluster_half_made_is_made_anew(data: Path) -> None:
    (data / "postgres.new" / "base").mkdir(parents=True)
    assert asked(attach(data), "SELECT 1") == 1
    assert not (data / "postgres.new").exists()


def test_a_path_too_long_for_a_socket_works(data: Path) -> None:
    data = data.parent / ("длинный" * 10) / "путь"
    address = attach(data)
    assert asked(address, "SELECT 1") == 1


def test_it_says_in_words_why_the_server_does_not_start(data: Path) -> None:
    with pytest.raises(RuleViolation, match="База данных не запустилась"):
        postgres.attach(data, nonsense="1")


def test_it_refuses_a_cluster_of_another_version(data: Path) -> None:
    attach(data)
    postgres.detach(data)
    (data / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(RuleViolation, match="создана PostgreSQL 16"):
        attach(data)


def test_it_refuses_a_folder_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RuleViolation, match="нельзя писать"):
        attach(tmp_path / "file" / "var")


def test_variables_of_the_user_do_not_reach_the_server(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "1", "PGDATA": "/x", "LC_ALL": "xx_YY", "LANG": "zz"}.items():
        monkeypatch.setenv(name, value)
    assert asked(attach(data), "SELECT 1") == 1


def test_a_short_commands_ctrl_c_does_not_stop_the_server_of_others(
    data: Path, hold: Callable[[], Holder]
) -> None:
    attach(data)
    user = hold()
    assert user.answer() == "mcu"
    os.kill(user.process.pid, signal.SIGINT)
    user.process.communicate(timeout=60)
    assert asked(postgres.address(data), "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_under_root_the_server_has_an_account_of_its_own(data: Path) -> None:
    attach(data)
    assert {process.username() for process in servers(data)} == {keeper.ACCOUNT}


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_under_root_a_closed_folder_works_and_stays_closed(data: Path) -> None:
    closed = data.parent / "closed"
    closed.mkdir(mode=0o700)
    assert asked(attach(closed / "var"), "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
