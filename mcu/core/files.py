"""Stored files: written once under the hash of their content, in `MCU_DATA/files`."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from mcu.core.errors import RuleViolation

# Programs and active documents have no place among attachments; told by content, not by name.
FORBIDDEN = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file: `key` finds it again, `size` is in bytes; a fresh one was not there before."""

    key: str
    size: int
    fresh: bool = field(default=True, compare=False)


def store(
    chunks: Iterable[bytes], *, limit: int, name: str = "файл", anything: bool = False
) -> Stored:
    """Write the chunks to disk; RuleViolation when empty, over `limit` bytes or a program.

    `anything`: what it is is told afterwards, by `attachments`.
    """
    folder = Path(settings.MCU_FILES)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copy(chunks, file, limit, name, () if anything else FORBIDDEN)
        if not size:
            raise RuleViolation(f"Файл «{name}» пуст. Проверьте его и приложите снова.")
        target = path_of(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = not target.exists()
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Stored(digest, size, fresh)


def path_of(key: str) -> Path:
    """Where the content of this key lies."""
    return Path(settings.MCU_FILES) / key[:2] / key


def take_back(stored: Stored) -> None:
    """What was just stored is not wanted; somebody else's equal content stays."""
    if stored.fresh:
        remove(stored.key)


def remove(key: str) -> None:
    """Erase the content; quiet when it is gone already."""
    path_of(key).unlink(missing_ok=True)


def _copy(  # type: ignore[no-untyped-def]
    chunks: Iterable[bytes], file, limit: int, name: str, forbidden: tuple[bytes, ...]
) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        if not size and chunk.startswith(forbidden):
            raise RuleViolation(f"«{name}» — программа, а не документ. Такие файлы не принимаются.")
        size += len(chunk)
        if size > limit:
            raise RuleViolation(
                f"«{name}» больше {limit // 2**20} МБ. Уменьшите файл или разделите его на части."
            )
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size
