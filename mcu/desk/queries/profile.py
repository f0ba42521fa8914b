"""Profiles that come with the program, a profile out of a file, and how it stands against the place."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

import mcu
from mcu.cases import parts as cases
from mcu.core.errors import RuleViolation
from mcu.core.profile import CITED_NAMES, Document, Field, Rows, read
from mcu.core.profile.difference import Comparison, Restored, compare
from mcu.core.profile.writing import write
from mcu.org import parts as org
from mcu.org.models import Municipality
from mcu.org.queries.profile import said_before
from mcu.reports import parts as reports

# Every app that has something to say in a profile; in this order it is written down.
PARTS = (org.PROFILE, cases.PROFILE, reports.PROFILE)
SECTIONS = {section.name: section for part in PARTS for section in part.sections}
LIMIT = 2 * 2**20
OWN = files("mcu.desk").joinpath("profiles")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A profile that was read: what it says itself, and what it means with the defaults."""

    document: Document
    meant: Mapping[str, Any]

    @property
    def place(self) -> Municipality | None:
        """The municipality it is for, when it is there already."""
        return Municipality.objects.filter(code=self.meant["municipality"]["code"]).first()

    @property
    def acts(self) -> dict[str, Mapping[str, Any]]:
        return {row["code"]: row for row in self.meant.get("acts", ())}


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
    document = read(text.replace("\r\n", "\n"), Path(name).name, PARTS)
    return Wanted(document, completed(document.data))


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


def exported(place: Municipality) -> str:
    """A profile of what the municipality has now; loading it changes nothing."""
    before = said_before(place, PARTS)
    stands = without_defaults(now(place, before))
    comment = f"Профиль «{place.name}», выгружен из программы {mcu.__version__}."
    return write(stands, SECTIONS.values(), comment)


def without_defaults(stands: Mapping[str, Any]) -> dict[str, Any]:
    """Without the rows that the program adds to every municipality by itself."""
    common = completed({"municipality": stands["municipality"]})
    found: dict[str, Any] = {}
    for name, value in stands.items():
        known = [dict(row) for row in common.get(name, ())] if isinstance(value, list) else []
        found[name] = [row for row in value if row not in known] if known else value
    return found


def completed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is meant: with the defaults of the program written out."""
    for part in PARTS:
        data = part.complete(data)
    return data


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
        _cite_row(section.fields, row, said.get(section.key_of(row), {}))


def _cite_row(fields: Iterable[Field], row: dict[str, Any], former: Mapping[str, Any]) -> None:
    """Rows inside a row are known by their turn."""
    row |= {key: former[key] for key in CITED_NAMES & former.keys()}
    for one in fields:
        if isinstance(one.kind, Rows):
            pairs = zip(row.get(one.name, ()), former.get(one.name, ()), strict=False)
            for inner, was in pairs:
                _cite_row(one.kind.fields, inner, was)


def _rows(data: Any) -> list[dict[str, Any]]:
    """A table as its only row."""
    return data if isinstance(data, list) else [data] if data else []
