"""Databases of a test run: one server, one migrated template, a copy for each process.

On a server that goes on without us, `MCU_TEST_KEEP=1` keeps the template for the next run: whoever
runs a handful of tests every few minutes does not wait for the same migrations each time.
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Identifier

from mcu.core import postgres, wall
from mcu.settings import database

# A test run has nothing to lose in a power cut.
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


# With MCU_TEST_WALL the tests themselves are served by the role that pages are served by.
WALLED = os.environ.get("MCU_TEST_WALL") == "1"


KEPT = os.environ.get("MCU_TEST_KEEP") == "1" and "MCU_TEST_DATABASE_URL" in os.environ
PACKAGE = Path(__file__).parent.parent / "mcu"


def digest_of_schema() -> str:
    """Changes with every file that says what an empty database looks like."""
    files = [
        *PACKAGE.glob("*/migrations/*.py"),
        *PACKAGE.glob("core/wall*"),
        *PACKAGE.glob("core/wall/*"),
    ]
    digest = hashlib.sha256(b"walled" if WALLED else b"")
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Databases:
    """Makes and drops databases on `MCU_TEST_DATABASE_URL` or on an embedded server of the run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix = f"mcu_test_{folder.name.rsplit('-', 1)[-1]}".lower()
        self.template = f"mcu_kept_{digest_of_schema()}" if KEPT else self.name("template")

    def name(self, of: str) -> str:
        """The name of a database of this run."""
        return f"{self.prefix}_{of}"

    def copy(self, name: str) -> None:
        """Make a database with every table and no rows but those of the migrations."""
        with self._locked():
            self._make_template()
            self._run(f"CREATE DATABASE {{}} TEMPLATE {self.template}", name)

    def drop(self, name: str) -> None:
        """Drop it, whoever is still connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def turn_to(self, name: str) -> None:
        """Let Django use this database from its next connection on."""
        given = database(self.address())
        connection = connections["default"]
        connection.settings_dict.update(
            {key: given[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}, NAME=name
        )
        if WALLED and name != self.name("half"):
            connection.settings_dict["USER"] = wall.ROLE

    def clear(self) -> None:
        """Stop our own server; drop what killed processes left on one that goes on without us."""
        if not os.environ.get("MCU_TEST_DATABASE_URL"):
            self._stop()
            return
        with psycopg.connect(self.address(), autocommit=True) as admin:
            found = admin.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.prefix]
            ).fetchall()
        for (name,) in found:
            self.drop(name)

    def address(self) -> str:
        """Where to make databases."""
        given = os.environ.get("MCU_TEST_DATABASE_URL")
        return given or postgres.attach(self.folder / "server", **FAST)

    def _stop(self) -> None:
        server = self.folder / "server"
        if postgres.attached() == server:
            postgres.detach(server)
        while server.exists() and postgres.keeper_lives(server):
            time.sleep(postgres.TICK)

    def _make_template(self) -> None:
        with psycopg.connect(self.address(), autocommit=True) as admin:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if admin.execute(query, [self.template]).fetchone():
                return
        half = self.name("half")  # gets its name when it is ready: a killed run leaves no stump
        self.drop(half)
        self._run("CREATE DATABASE {} TEMPLATE template0", half)
        self.turn_to(half)
        call_command("migrate", verbosity=0, interactive=False)
        wall.make_role()
        wall.build()
        connections.close_all()
        self._run(f"ALTER DATABASE {{}} RENAME TO {self.template}", half)

    def _run(self, statement: str, name: str) -> None:
        with psycopg.connect(self.address(), autocommit=True) as admin:
            admin.execute(SQL(statement).format(Identifier(name)))  # type: ignore[arg-type]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        place = Path(tempfile.gettempdir()) if KEPT else self.folder
        with (place / f"{self.template}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
