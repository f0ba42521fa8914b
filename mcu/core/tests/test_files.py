"""Stored files."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from mcu.core import files
from mcu.core.errors import RuleViolation

LIMIT = 1000


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MCU_FILES = tmp_path / "files"
    return tmp_path / "files"


def lying(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_under_the_hash_of_its_content(folder: Path) -> None:
    stored = files.store([b"abc", b"def"], limit=LIMIT)
    assert stored == files.Stored(hashlib.sha256(b"abcdef").hexdigest(), 6)
    assert files.path_of(stored.key).read_bytes() == b"abcdef"


def test_the_same_content_lies_once(folder: Path) -> None:
    first = files.store([b"abcdef"], limit=LIMIT, name="а.txt")
    assert files.store([b"abc", b"def"], limit=LIMIT, name="б.txt") == first
    assert lying(folder) == [first.key]


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ([], "пуст"),
        ([b"", b""], "пуст"),
        ([b"x" * LIMIT, b"x"], "больше"),
        ([b"MZ\x90\x00"], "программа"),
        ([b"", b"\x7fELF..."], "программа"),
        ([b"#!/bin/sh\n"], "программа"),
    ],
)
def test_it_refuses_in_words_and_leaves_nothing(
    folder: Path, chunks: list[bytes], words: str
) -> None:
    with pytest.raises(RuleViolation, match=words):
        files.store(chunks, limit=LIMIT, name="письмо.pdf")
    assert lying(folder) == []


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    assert files.store([b"x" * LIMIT], limit=LIMIT).size == LIMIT


def test_a_broken_upload_leaves_nothing(folder: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.store(chunks(), limit=LIMIT)
    assert lying(folder) == []


def test_an_erased_file_is_gone_and_may_be_erased_twice(folder: Path) -> None:
    stored = files.store([b"abc"], limit=LIMIT)
    files.remove(stored.key)
    files.remove(stored.key)
    assert lying(folder) == []


def test_other_accounts_of_the_machine_cannot_look_in(folder: Path) -> None:
    files.store([b"abc"], limit=LIMIT)
    assert folder.stat().st_mode & 0o077 == 0
