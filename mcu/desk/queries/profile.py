"""Profiles that come with the program, a profile out of a file, and how it stands against the place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from mcu.cases import parts as cases
from mcu.core.errors import RuleViolation
from mcu.core.profile import CITED_NAMES, Document, read
from mcu.core.profile.difference import Comparison, Restored, compare
from mcu.org import parts as org
from mcu.org.models import Municipality
from mcu.org.queries.profile import said_before

# Every app that has something to say in a profile; in this order it is written down.
PARTS = (org.PROFILE, cases.PROFILE)
SECTIONS = {section.name: section for part in PARTS for section in part.sections}
LIMIT = 2 * 2**20
OWN = files("mcu.desk").joinpath("profiles")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A profile that was read: what it says itself, and what it means with the defaults."""

    document: Document
    meant: Mapping[str, Any]


def profiles() -> dict[str, str]:
    """Name → title of every profile that comes with the program."""
    found = {path.name: path for path in OWN.iterdir() if path.name.endswith(".toml")}
    return {
        name.removesuffix(".toml"): _title(path.read_text("utf-8"))
        for name, path in sorted(found.items())
    }


def wanted(name_or_path: str) -> Wanted:
    """The profile of ours by its name, or any file by its path; `Mistakes` lists what is wrong."""
    return wanted_from(text_of(name_or_path), name_or_path)


def wanted_from(text: str, name: str) -> Wanted:
    """The profile in this text."""
    document = read(text, Path(name).name, PARTS)
    meant: Mapping[str, Any] = document.data
    for part in PARTS:
        meant = part.complete(meant)
    return Wanted(document, meant)


def now(place: Municipality, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the municipality has; clauses are those of the profile loaded last."""
    found: dict[str, Any] = {}
    for part in PARTS:
        found |= part.export(place)
    for name, value in found.items():
        _cite(name, value, before.get(name))
    return found


def comparison(
    place: Municipality | None, profile: Wanted, restored: Restored = lambda place: False
) -> Comparison:
    """What loading the profile would do to the municipality; to none yet: everything is added."""
    before = said_before(place, PARTS) if place else {}
    stands = now(place, before) if place else {}
    return compare(
        SECTIONS.values(), wanted=profile.meant, now=stands, before=before, restored=restored
    )


def text_of(name_or_path: str) -> str:
    """The text of a profile of ours by its name, or of any file by its path."""
    if name_or_path in profiles():
        return OWN.joinpath(f"{name_or_path}.toml").read_text("utf-8")
    path = Path(name_or_path)
    try:
        if path.stat().st_size > LIMIT:
            raise RuleViolation(f"Файл «{path}» больше {LIMIT // 2**20} МБ: это не профиль.")
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise RuleViolation(f"Файл «{path}» не в кодировке UTF-8: это не профиль.") from wrong
    except (OSError, ValueError) as wrong:
        raise RuleViolation(_absent(name_or_path)) from wrong


def _absent(name: str) -> str:
    known = profiles()
    near = get_close_matches(name, known, n=1)
    hint = f" Может быть, «{near[0]}»?" if near else f" Есть профили: {', '.join(known) or 'нет'}."
    return f"Нет ни профиля, ни файла «{name}».{hint}"


def _title(text: str) -> str:
    return str(tomllib.loads(text).get("municipality", {}).get("name", ""))


def _cite(name: str, value: Any, before: Any) -> None:
    """Rows of tables do not keep their clauses: the profile that was loaded does."""
    section = SECTIONS[name]
    said = {section.key_of(row): row for row in _rows(before)}
    for row in _rows(value):
        former = said.get(section.key_of(row), {})
        row |= {key: former[key] for key in CITED_NAMES & former.keys()}


def _rows(data: Any) -> list[dict[str, Any]]:
    """A table as its only row."""
    return data if isinstance(data, list) else [data] if data else []
