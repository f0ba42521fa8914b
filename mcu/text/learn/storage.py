"""Models as files: one zip of a JSON header, lists of texts and plain arrays. Nothing in it can run.

Whoever loads a model may have been handed a broken or a hostile file, so sizes are checked before
anything is read and every shape against the others.
"""

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

LIMIT = 400 * 1024 * 1024
"""Bytes of a model in memory; ours take a tenth of it."""
_HEADER = "header.json"
_DAY_ONE = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes


class BadModel(ValueError):
    """The file is not a sound model; the message is a Russian sentence for a person."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file holds; each part is checked when it is asked for."""

    name: str
    header: dict[str, Any]
    parts: dict[str, bytes]

    def broken(self) -> BadModel:
        return BadModel(f"Файл модели «{self.name}» повреждён. Обучите модель заново.")

    def texts(self, part: str, *, least: int = 0) -> tuple[str, ...]:
        try:
            found = json.loads(self.parts[f"{part}.json"])
        except (KeyError, ValueError, RecursionError) as error:
            raise self.broken() from error
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise self.broken()
        if len(found) < least or len(set(found)) != len(found):
            raise self.broken()
        return tuple(found)

    def numbers(self, part: str, shape: tuple[int, ...]) -> np.ndarray:
        """An array of just this shape, of finite numbers."""
        try:
            found = np.load(io.BytesIO(self.parts[f"{part}.npy"]), allow_pickle=False)
        except (KeyError, ValueError, OSError, EOFError, MemoryError, SyntaxError) as error:
            raise self.broken() from error
        if found.shape != shape or found.dtype.kind != "f" or not np.isfinite(found).all():
            raise self.broken()
        return np.ascontiguousarray(found, dtype=np.float32)


def write(
    path: Path,
    header: Mapping[str, Any],
    texts: Mapping[str, Sequence[str]],
    arrays: Mapping[str, np.ndarray],
) -> None:
    """Beside the place first, then in it: who reads meanwhile sees the former model."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            _put(file, _HEADER, _json(header))
            for name, some in texts.items():
                _put(file, f"{name}.json", _json(list(some)))
            for name, array in arrays.items():
                _put(file, f"{name}.npy", _bytes(array))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read(path: Path, kind: str) -> Stored:
    """What the file holds, when it is a model of this kind and of a bearable size."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as file:
            members = file.infolist()
            if sum(member.file_size for member in members) > LIMIT:
                raise BadModel(f"Файл «{name}» слишком велик для модели.")
            parts = {member.filename: file.read(member) for member in members}
        header = json.loads(parts.get(_HEADER, b"null"))
    except FileNotFoundError as error:
        raise BadModel(f"Файла модели «{path}» нет. Проверьте путь.") from error
    except BadModel:
        raise
    except _UNREADABLE as error:
        raise BadModel(
            f"Файл «{name}» — не модель или повреждён. Обучите модель заново."
        ) from error
    if not isinstance(header, dict) or not str(header.get("kind", "")).startswith(
        "mcu.text.learn/"
    ):
        raise BadModel(f"Файл «{name}» — не модель, обученная этой программой.")
    if header["kind"] != kind:
        raise BadModel(f"Модель «{name}» другой версии ({header['kind']}). Обучите её заново.")
    return Stored(name, header, parts)


_UNREADABLE = (
    zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError,
    RecursionError, MemoryError,
)  # fmt: skip


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _bytes(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getvalue()


def _put(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    file.writestr(zipfile.ZipInfo(name, _DAY_ONE), content, zipfile.ZIP_DEFLATED, 1)
