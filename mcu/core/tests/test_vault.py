"""Personal data at rest."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from mcu.core import vault

PERSON = {"name": "Ёлкина А. Я.", "phones": ["+7 900 000-00-00"], "note": "😀\0"}


@pytest.fixture(autouse=True)
def keys(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MCU_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def sealed_by_another_process(folder: Path) -> bytes:
    """What a process seals that has just made a key of its own."""
    code = (
        "from django.conf import settings; from mcu.core import vault;"
        "vault.make_key(settings.MCU_KEYS); print(vault.seal('тайна').hex())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "MCU_DATA": str(folder.parent), "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        check=True,
    )
    return bytes.fromhex(done.stdout)


@pytest.mark.parametrize("value", [PERSON, "", None, [], {"text": "слово " * 100_000}])
def test_what_was_sealed_opens(value: Any) -> None:
    assert vault.unseal(vault.seal(value)) == value
    assert vault.unseal(memoryview(vault.seal(value))) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner)
        ),
    )
)
def test_any_json_opens_as_it_was(value: Any) -> None:
    assert vault.unseal(vault.seal(value)) == value


def test_a_torn_character_does_not_stop_the_sealing() -> None:
    assert vault.unseal(vault.seal("а\ud800б")) == "а?б"


def test_nothing_readable_is_left() -> None:
    sealed = vault.seal(PERSON)
    assert "Ёлкина".encode() not in sealed
    assert b"900" not in sealed


def test_equal_values_look_different() -> None:
    assert vault.seal(PERSON) != vault.seal(PERSON)


@pytest.mark.parametrize("value", [PERSON, {"text": "слово " * 1000}])
def test_any_changed_byte_is_noticed(value: Any) -> None:
    sealed = vault.seal(value)
    for place in range(len(sealed)):
        changed = bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        with pytest.raises(vault.SealBroken):
            vault.unseal(changed)


@pytest.mark.parametrize("rest", [b"", b"\x01", b"\x01abcd", b"\x01abcdnonce"])
def test_a_stump_is_noticed(rest: bytes) -> None:
    with pytest.raises(vault.SealBroken):
        vault.unseal(rest)


def test_a_cut_value_is_noticed() -> None:
    sealed = vault.seal(PERSON)
    for length in range(len(sealed)):
        with pytest.raises(vault.SealBroken):
            vault.unseal(sealed[:length])


def test_after_a_rotation_the_new_key_seals_and_the_old_one_opens(keys: Path) -> None:
    before = vault.seal(PERSON)
    vault.make_key(keys)
    after = vault.seal(PERSON)
    assert before[1:5] != after[1:5]
    assert vault.unseal(before) == vault.unseal(after) == PERSON


def test_a_key_made_by_another_process_opens_at_once(keys: Path) -> None:
    vault.seal(PERSON)
    assert vault.unseal(sealed_by_another_process(keys)) == "тайна"


def test_a_half_written_key_is_no_key(keys: Path) -> None:
    sealed = vault.seal(PERSON)
    (keys / "000002-00000000.half").write_bytes(b"")
    vault._ring.cache_clear()
    assert vault.unseal(sealed) == PERSON


def test_without_its_key_a_value_stays_closed(keys: Path) -> None:
    sealed = vault.seal(PERSON)
    for path in keys.glob("*.key"):
        path.unlink()
    vault.make_key(keys)
    with pytest.raises(vault.SealBroken):
        vault.unseal(sealed)


def test_keys_are_for_the_owner_alone(keys: Path) -> None:
    path = vault.make_key(keys)
    assert path.stat().st_mode & 0o077 == 0
    assert keys.stat().st_mode & 0o077 == 0
    assert len(path.read_bytes()) == 32
