"""The drawing library of the charts as a static file, made once out of the installed package.

The package needs some 300 MB, so it is loaded by a process of its own, never by the web process.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from mcu.core.errors import RuleViolation

NAME = "analytics/vega.js"
PACKAGE = "vl-convert-python"
SECONDS = 120
CODE = "import sys, vl_convert; sys.stdout.write(vl_convert.javascript_bundle())"


class BundleFinder(BaseFinder):
    """Offers the one file; another version of the package makes it anew."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = str(made() / NAME) if path == NAME else None
        return [found] * bool(found) if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        yield NAME, FileSystemStorage(location=str(made()))


def folder() -> Path:
    """Where the file of this version of the package lies."""
    return Path(settings.DATA) / "bundle" / version(PACKAGE)


def made() -> Path:
    """The folder, with the file in it; RuleViolation when it cannot be made."""
    target = folder() / NAME
    if not target.exists():
        _write(target, _generate())
    return folder()


def _generate() -> bytes:
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", CODE], capture_output=True, timeout=SECONDS, check=False
    )
    if done.returncode or not done.stdout:
        raise RuleViolation(
            f"Библиотека диаграмм не собрана: проверьте, что пакет {PACKAGE} установлен целиком."
        )
    return done.stdout


def _write(target: Path, content: bytes) -> None:
    """All of it or nothing, whoever else makes it at the same time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
