"""What must be in place before the first page: tables up to date, static files collected."""

import fcntl
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

import mcu
from mcu.core import postgres, wall
from mcu.core.errors import RuleViolation

MIGRATION_LOCK = 4010


def migrate(*, anew: bool = False) -> bool:
    """Bring the tables up to date; True when there was something to do.

    Several processes may start at once: an advisory lock lets one migrate and the others wait.
    RuleViolation when the database belongs to a newer version of the program.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            done = _migrate()
            _raise_wall(anew=done or anew)
            return done
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def begin_anew() -> None:
    """Forget everything in the database and make empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    migrate()


def collect() -> bool:
    """Gather static files when the program or one of them changed; True when it was so."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    stamp = root.with_suffix(".stamp")  # beside the folder: what is inside goes out to browsers
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _digest()
        if stamp.exists() and stamp.read_text() == found:
            return False
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(found)
    return True


def close_connections() -> None:
    """Leave the database: a pool that nobody closes keeps its threads and connections."""
    for each in connections.all(initialized_only=True):
        each.close()
        if isinstance(each, DatabaseWrapper):
            each.close_pool()


def _raise_wall(*, anew: bool) -> None:
    """The role of the pages and what it may see: on our own server made here, elsewhere by its
    administrator, who names it in MCU_APP_DATABASE_URL."""
    if postgres.attached():
        wall.make_role()
        wall.build(anew=anew)
    elif settings.MCU_APP_DATABASE["USER"]:
        wall.build(str(settings.MCU_APP_DATABASE["USER"]), anew=anew)


def _migrate() -> bool:
    executor = MigrationExecutor(connection)
    loader = executor.loader
    known = {*loader.disk_migrations, *loader.replacements}
    newer = sorted(
        key
        for key in loader.applied_migrations
        if key not in known and key[0] in loader.migrated_apps
    )
    if newer:
        raise RuleViolation(
            f"База данных создана более новой версией программы ({newer[0][0]}.{newer[0][1]}). "
            "Обновите программу: git pull."
        )
    if not executor.migration_plan(loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def _digest() -> str:
    """Version, settings and every static file with its size and time: reading none of them."""
    parts = [mcu.__version__, str(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = os.stat(storage.path(name))
            parts.append(f"{name} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()
