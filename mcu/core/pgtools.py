"""PostgreSQL's own tools of the version that fits the server: theirs where installed, else ours."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from mcu.core.errors import RuleViolation
from mcu.core.keeper import binaries

VERSION = re.compile(r"\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)")
# Where packages of the distributions and of postgresql.org put the tools of each version.
PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/usr/lib/postgresql{}/bin")
INSTALL = (
    "Установите клиентские программы PostgreSQL {0} (пакет postgresql-client-{0}) и повторите."
)
# Settings that a newer pg_dump writes down and an older server does not know.
UNKNOWN = re.compile(r"SET transaction_timeout\b")


def server_version() -> int:
    """The major version of the server we are connected to."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def tool(name: str, major: int) -> Path:
    """This tool of exactly that version, else the newest there is; RuleViolation when all are older."""
    found = {version_of(path): path for path in reversed(list(_places(name, major)))}
    if major in found:
        return found[major]
    newest = max(found, default=0)
    if newest < major:
        raise RuleViolation(
            f"База данных — PostgreSQL {major}, а её программ нет. {INSTALL.format(major)}"
        )
    return found[newest]


@cache
def version_of(path: Path) -> int:
    """The major version a tool says of itself; 0 when it does not run."""
    try:
        done = subprocess.run([str(path), "--version"], capture_output=True, text=True)  # noqa: S603
    except OSError:
        return 0
    told = VERSION.search(done.stdout)
    return int(told[1]) if told else 0


def run(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The tool with the password of the connection in its environment."""
    return subprocess.run(  # noqa: S603
        [str(path), *arguments], env=_environment(), capture_output=True, text=True
    )


def pour(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A dump as SQL into psql, in one transaction, without the settings the server does not know."""
    psql = tool("psql", server_version())
    wanted = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    child = subprocess.Popen(  # noqa: S603
        [str(psql), *wanted, *arguments], env=_environment(), text=True, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin is not None
    try:
        with script.open(encoding="utf-8", newline="") as lines:
            for line in known_settings(lines):
                child.stdin.write(line)
    except BrokenPipeError:
        pass  # psql stopped at an error and says so
    _, told = child.communicate()
    return subprocess.CompletedProcess(child.args, child.returncode, "", told)


def known_settings(lines: Iterable[str]) -> Iterator[str]:
    """The script without unknown settings; rows of tables begin after the settings and are left alone."""
    preamble = True
    for line in lines:
        preamble = preamble and not line.startswith("COPY ")
        if not (preamble and UNKNOWN.match(line)):
            yield line


def _places(name: str, major: int) -> Iterator[Path]:
    """Where the tool may lie: of this version first, then on the PATH, then in the wheel."""
    for place in PLACES:
        path = Path(place.format(major)) / name
        if path.exists():
            yield path
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield binaries() / name


def _environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": str(settings.DATABASES["default"]["PASSWORD"])}
