"""Which of PostgreSQL’s tools speak to a server of which version."""

from pathlib import Path

import pytest

from mcu.core import pgtools
from mcu.core.errors import RuleViolation


def fake(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Version 16 where packages put it, 14.9 on the PATH, 18.1 in the wheel."""
    monkeypatch.setattr(pgtools, "PLACES", (str(tmp_path / "{}"),))
    found = {
        16: fake(tmp_path / "16", "pg_dump", "16.2"),
        14: fake(tmp_path / "path", "pg_dump", "14.9"),
    }
    found[18] = fake(tmp_path / "wheel", "pg_dump", "18.1 (Debian 18.1-1)")
    monkeypatch.setenv("PATH", str(tmp_path / "path"), prepend=":")
    monkeypatch.setattr(pgtools, "binaries", lambda: tmp_path / "wheel")
    return found


@pytest.mark.parametrize(("server", "taken"), [(16, 16), (14, 14), (18, 18), (15, 18)])
def test_the_tool_is_of_the_version_of_the_server_else_a_newer_one(installed, server, taken):
    assert pgtools.tool("pg_dump", server) == installed[taken]


def test_what_to_install_is_said_when_every_tool_is_older(installed):
    with pytest.raises(RuleViolation, match="postgresql-client-19"):
        pgtools.tool("pg_dump", 19)


def test_only_settings_are_left_out_and_never_a_row():
    script = [
        "SET transaction_timeout = 0;\n",
        "SET lock_timeout = 0;\n",
        "COPY t (x) FROM stdin;\n",
    ]
    row = "SET transaction_timeout = 0;\n"
    assert list(pgtools.known_settings([*script, row])) == [*script[1:], row]
