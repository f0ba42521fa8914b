"""Personal data at rest: sealed with AES-256-GCM, the keys apart from the database.

A sealed value is `form(1) key_id(4) nonce(12) ciphertext`; the form says whether the text was
packed first. Keys are files in `MCU_DATA/keys`; the newest seals, every one opens, so a rotation
needs no stop.
"""

import json
import os
import secrets
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

PACKED, PLAIN = b"\x01", b"\x02"
WINDOW = -12  # 4 KiB without a header: the usual 32 KiB takes six times longer to set up
WORTH_PACKING = 400  # bytes; packing less saves nothing and costs more than the sealing itself

_encode = json.JSONEncoder(ensure_ascii=False).encode


class SealBroken(Exception):
    """The value was sealed with a key that is not here, or was damaged."""


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
    form, key_id, nonce, body = data[:1], data[1:5], data[5:17], data[17:]
    cipher = _cipher(key_id)
    try:
        text = cipher.decrypt(nonce, body, form + key_id)
        return json.loads(zlib.decompress(text, WINDOW) if form == PACKED else text)
    except (InvalidTag, ValueError, zlib.error) as broken:
        raise SealBroken("the sealed value was changed") from broken


def make_key(folder: Path) -> Path:
    """Add a key, which becomes the one that seals; the old ones go on opening."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = len(list(folder.glob("*.key"))) + 1
    path = folder / f"{number:06d}-{secrets.token_hex(4)}.key"
    half = path.with_suffix(".half")  # a key is there whole or, after a kill, not at all
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(handle)
    half.rename(path)
    _ring.cache_clear()
    _newest.cache_clear()
    return path


def _pack(text: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, WINDOW, 5)
    return packer.compress(text) + packer.flush()


def _cipher(key_id: bytes) -> AESGCM:
    """The key of that number; another process may have made it since we last looked."""
    folder = str(settings.MCU_KEYS)
    if key_id not in _ring(folder):
        _ring.cache_clear()
        _newest.cache_clear()
    try:
        return _ring(folder)[key_id]
    except KeyError as missing:
        raise SealBroken("no key for this value") from missing


@lru_cache(maxsize=4)
def _ring(folder: str) -> dict[bytes, AESGCM]:
    paths = sorted(Path(folder).glob("*.key"))
    return {bytes.fromhex(path.stem.split("-")[1]): AESGCM(path.read_bytes()) for path in paths}


@lru_cache(maxsize=4)
def _newest(folder: str) -> tuple[bytes, AESGCM]:
    if not _ring(folder):
        make_key(Path(folder))
    return list(_ring(folder).items())[-1]
