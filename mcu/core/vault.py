"""Personal data at rest: sealed with AES-256-GCM, the keys apart from the database.

A sealed value is `form(1) key_id(4) nonce(12) ciphertext`; the form says whether the text was
packed first. Keys are files in `MCU_DATA/keys`; the newest seals, every one opens, so a rotation
needs no stop. Keys that seal nothing any more lie in `keys/old`, for backups made with them.

The blind index has a key of its own: it finds equal values without anybody reading them.
"""

import hashlib
import hmac
import json
import os
import secrets
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from mcu.core.errors import RuleViolation

PACKED, PLAIN = b"\x01", b"\x02"
WINDOW = -12  # 4 KiB without a header: the usual 32 KiB takes six times longer to set up
WORTH_PACKING = 400  # bytes; packing less saves nothing and costs more than the sealing itself
BLIND = "blind.index"
BLIND_BYTES = 16
OLD = "old"
LOOK_SECONDS = 1.0
"""How long a running program may go on with the keys it knows before it looks again."""

_encode = json.JSONEncoder(ensure_ascii=False).encode
_looked: dict[str, tuple[float, int]] = {}


class SealBroken(RuleViolation):
    """The value was sealed with a key that is not here, or was damaged."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: never its bytes."""

    name: str
    key_id: bytes
    made_at: datetime
    newest: bool
    old: bool = False


def seal(value: Any) -> bytes:
    """Seal a JSON value."""
    key_id, cipher = _newest(str(settings.MCU_KEYS))
    nonce = os.urandom(12)
    text = _encode(value).encode("utf-8", "replace")
    form = PACKED if len(text) > WORTH_PACKING else PLAIN
    if form is PACKED:
        text = _pack(text)
    return form + key_id + nonce + cipher.encrypt(nonce, text, form + key_id)


def unseal(sealed: bytes | memoryview) -> Any:
    """The JSON value again; SealBroken when the key is missing or the bytes were changed."""
    data = bytes(sealed)
    form, body = data[:1], data[17:]
    text = _decrypted(data)
    try:
        return json.loads(zlib.decompress(text, WINDOW) if form == PACKED and body else text)
    except (ValueError, zlib.error) as broken:
        raise _changed() from broken


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same value under the newest key; its text is never read."""
    data = bytes(sealed)
    form, text = data[:1], _decrypted(data)
    key_id, cipher = _newest(str(settings.MCU_KEYS))
    nonce = os.urandom(12)
    return form + key_id + nonce + cipher.encrypt(nonce, text, form + key_id)


def blind(text: str) -> bytes:
    """A digest by which equal texts are found again, worthless without the key of the index."""
    return hmac.digest(_blind_key(str(settings.MCU_KEYS)), text.encode(), hashlib.sha256)[
        :BLIND_BYTES
    ]


def keys(folder: Path) -> list[Key]:
    """The keys of the folder, the oldest first; retired ones are among them."""
    found = [*_files(folder / OLD), *_files(folder)]
    last = found[-1] if _files(folder) else None
    return [
        Key(
            path.stem,
            _id_of(path),
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
            newest=path == last,
            old=path.parent.name == OLD,
        )
        for path in found
    ]


def make_key(folder: Path) -> Path:
    """Add a key, which becomes the one that seals; the old ones go on opening."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = [int(path.stem.split("-")[0]) for path in (*_files(folder), *_files(folder / OLD))]
    path = folder / f"{max(known, default=0) + 1:06d}-{secrets.token_hex(4)}.key"
    _write(path, secrets.token_bytes(32))
    _look_again()
    return path


def retire(folder: Path, key_id: bytes) -> None:
    """Put a key that seals nothing any more aside."""
    aside = folder / OLD
    aside.mkdir(exist_ok=True, mode=0o700)
    for path in _files(folder):
        if _id_of(path) == key_id:
            path.rename(aside / path.name)
    _look_again()


def _look_again() -> None:
    _looked.clear()
    _ring.cache_clear()


def _write(path: Path, content: bytes) -> None:
    """The file is there whole or, after a kill, not at all."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    half.rename(path)


def _decrypted(data: bytes) -> bytes:
    form, key_id, nonce, body = data[:1], data[1:5], data[5:17], data[17:]
    cipher = _cipher(key_id)
    try:
        return cipher.decrypt(nonce, body, form + key_id)
    except (InvalidTag, ValueError) as broken:
        raise _changed() from broken


def _changed() -> SealBroken:
    return SealBroken(
        "Закрытые данные повреждены: их меняли в обход программы. "
        "Восстановите базу из резервной копии.",
        code="seal",
    )


def _pack(text: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, WINDOW, 5)
    return packer.compress(text) + packer.flush()


def _cipher(key_id: bytes) -> AESGCM:
    """The key of that number; another process may have made it since we last looked."""
    folder = str(settings.MCU_KEYS)
    if key_id not in _ring(folder, _stamp(folder)):
        _look_again()
    try:
        return _ring(folder, _stamp(folder))[key_id]
    except KeyError as missing:
        raise SealBroken(
            f"Нет ключа {key_id.hex() or '—'}, которым закрыты эти данные: без него их не открыть. "
            f"Верните файл ключа из копии в папку {folder}.",
            code="key",
        ) from missing


def _stamp(folder: str) -> int:
    """When the folder changed: looked at once a second, so that sealing stays quick."""
    now = time.monotonic()
    seen = _looked.get(folder)
    if seen is None or now - seen[0] > LOOK_SECONDS:
        try:
            changed = os.stat(folder).st_mtime_ns
        except FileNotFoundError:
            changed = 0
        seen = _looked[folder] = (now, changed)
    return seen[1]


@lru_cache(maxsize=8)
def _ring(folder: str, stamp: int) -> dict[bytes, AESGCM]:
    return {_id_of(path): AESGCM(path.read_bytes()) for path in _files(Path(folder))}


def _newest(folder: str) -> tuple[bytes, AESGCM]:
    if not _ring(folder, _stamp(folder)):
        make_key(Path(folder))
    ring = _ring(folder, _stamp(folder))
    key_id = next(reversed(ring))
    return key_id, ring[key_id]


@lru_cache(maxsize=4)
def _blind_key(folder: str) -> bytes:
    path = Path(folder) / BLIND
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_name(f"{BLIND}-{secrets.token_hex(4)}")
        _write(made, secrets.token_bytes(32))
        try:
            os.link(made, path)  # two first processes agree on one key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.key"))


def _id_of(path: Path) -> bytes:
    return bytes.fromhex(path.stem.split("-")[1])
