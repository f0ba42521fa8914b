"""A copy of everything in one file, and everything again out of it.

The file is a tar: `manifest.json`, `database.dump` (pg_dump's own form) and `files/…`. The keys of
personal data go into a file of their own, so that one stolen copy is not enough to read it.
"""

import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

import mcu
from mcu.core import pgtools, startup
from mcu.core.errors import RuleViolation
from mcu.core.keeper import binaries

FORM = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
STORED = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}")
KEY_FILE = re.compile(r"keys/(?:old/)?[\w.-]+")
NOT_OURS = "Это не резервная копия «Пульта МЦУ» или она повреждена"


def backup(target: Path) -> dict[str, Any]:
    """Write the copy; nothing is there when it could not be finished. What it holds."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / DUMP
        tool = pgtools.tool("pg_dump", pgtools.server_version())
        _done(
            pgtools.run(
                tool, "--format=custom", "--no-owner", "--no-acl", f"--file={dump}", _database()
            )
        )
        stored = sorted(Path(settings.MCU_FILES).glob("??/*"))
        manifest = {
            "form": FORM,
            "program": mcu.__version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": len(stored),
        }
        with _whole(target) as half, tarfile.open(fileobj=half, mode="w") as archive:
            _add(archive, MANIFEST, json.dumps(manifest).encode())
            archive.add(dump, DUMP, recursive=False)
            for path in stored:
                archive.add(path, f"files/{path.parent.name}/{path.name}", recursive=False)
    return manifest


def backup_keys(target: Path) -> int:
    """The keys in a file that only its owner can read; how many files."""
    folder = Path(settings.MCU_KEYS)
    paths = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".half"
    ]
    with _whole(target) as half, tarfile.open(fileobj=half, mode="w") as archive:
        for path in paths:
            archive.add(path, f"keys/{path.relative_to(folder)}", recursive=False)
    return len(paths)


def restore(source: Path) -> dict[str, Any]:
    """Fill the empty database and the folder of files from the copy; what the copy says of itself."""
    try:
        with tarfile.open(source) as archive:
            manifest = _manifest(archive)
            _restore_database(archive)
            for member in archive:
                if STORED.fullmatch(member.name) and member.isfile():
                    _put(archive, member, Path(settings.MCU_FILES) / member.name[6:])
    except (tarfile.TarError, EOFError) as broken:
        raise RuleViolation(f"{NOT_OURS}: {source}.") from broken
    startup.migrate(anew=True)  # a dump carries no rights: the wall is raised again
    return manifest


def restore_keys(source: Path) -> int:
    """Put the keys back; RuleViolation when other ones with the same names are there."""
    folder, count = Path(settings.MCU_KEYS), 0
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                if KEY_FILE.fullmatch(member.name) and member.isfile():
                    _put_key(archive, member, folder / member.name[5:])
                    count += 1
    except (tarfile.TarError, EOFError) as broken:
        raise RuleViolation(f"{NOT_OURS}: {source}.") from broken
    if not count:
        raise RuleViolation(f"В файле {source} нет ключей. Его делает mcu backup … --keys ФАЙЛ.")
    return count


def is_empty() -> bool:
    """Whether the database holds no municipality yet, or no tables at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.org_municipality') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM org_municipality)")
        return bool(cursor.fetchone()[0])


def _restore_database(archive: tarfile.TarFile) -> None:
    with tempfile.TemporaryDirectory(dir=Path(settings.MCU_FILES).parent) as folder:
        dump = Path(folder) / DUMP
        _put(archive, archive.getmember(DUMP), dump)
        tool, listed = _reader(dump)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            if " SCHEMA - public " not in listed:
                cursor.execute("CREATE SCHEMA public")
        if pgtools.version_of(tool) > pgtools.server_version():
            _pour(tool, dump)
            return
        _done(pgtools.run(tool, "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
                           f"--dbname={_database()}", str(dump)))  # fmt: skip


def _reader(dump: Path) -> tuple[Path, str]:
    """The pg_restore that reads this copy, of the server's version where it can, with its contents.

    A copy made by a newer pg_dump is read by the newer tool only.
    """
    tools = [pgtools.tool("pg_restore", pgtools.server_version()), binaries() / "pg_restore"]
    listed = [pgtools.run(tool, "--list", str(dump)) for tool in tools]
    for tool, told in zip(tools, listed, strict=True):
        if not told.returncode:
            return tool, told.stdout
    _done(listed[0])
    return tools[0], ""


def _pour(tool: Path, dump: Path) -> None:
    """Into a server older than the tool: as SQL, without the settings it does not know."""
    script = dump.with_suffix(".sql")
    _done(pgtools.run(tool, "--no-owner", "--no-acl", f"--file={script}", str(dump)))
    _done(pgtools.pour(script, f"--dbname={_database()}"))


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        content = archive.extractfile(MANIFEST)
        manifest: dict[str, Any] = json.load(content) if content else {}
        archive.getmember(DUMP)
    except (KeyError, ValueError) as broken:
        raise RuleViolation(f"{NOT_OURS}.") from broken
    if manifest.get("form") != FORM:
        raise RuleViolation(
            "Копия сделана более новой версией программы. Обновите программу и повторите."
        )
    return manifest


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """The file appears under its name only when it is finished, and only for its owner."""
    handle, half = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, target)
    finally:
        Path(half).unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _put(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = archive.extractfile(member)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _whole(target) as file:
        while content and (chunk := content.read(2**20)):
            file.write(chunk)


def _put_key(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = archive.extractfile(member)
    here = target.read_bytes() if target.exists() else None
    coming = content.read() if content else b""
    if here is not None and here != coming and target.suffix == ".key":
        raise RuleViolation(
            f"В папке ключей уже есть другой ключ {target.name}. Укажите пустую папку данных."
        )
    _put(archive, member, target)


def _done(ran: subprocess.CompletedProcess[str]) -> None:
    """RuleViolation with the words of the tool when it refused."""
    if ran.returncode:
        words = ran.stderr.strip().splitlines()
        raise RuleViolation(f"База данных не копируется: {words[-1] if words else ran.args[0]}")


def _database() -> str:
    """The connection, without its password, as PostgreSQL's tools read it."""
    asked = connection.settings_dict
    parts = {
        "dbname": asked["NAME"], "user": asked["USER"], "host": asked["HOST"], "port": asked["PORT"]
    }  # fmt: skip
    return " ".join(f"{name}='{value}'" for name, value in parts.items() if value)
