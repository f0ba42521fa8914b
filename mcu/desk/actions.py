"""Setting a municipality up from a profile: what a founding act says, as one TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import transaction

from mcu.cases.actions.profile import load_classifier, load_norms_and_routes
from mcu.cases.rules import profile as cases_profile
from mcu.cases.rules.profile import CasesPart, NormPart
from mcu.cases.rules.terms import NormView, default_norms
from mcu.core.errors import RuleViolation
from mcu.org.actions import load_organisation
from mcu.org.models import Municipality
from mcu.org.rules import profile as org_profile

SECTIONS = ("municipality", "blocks", "bodies", "norms", "routes", "channels")
LIMIT = 2 * 2**20
OWN = files("mcu.desk").joinpath("profiles")


def profiles() -> dict[str, str]:
    """Name → title of every profile that comes with the program."""
    found = sorted(path for path in OWN.iterdir() if path.name.endswith(".toml"))
    return {path.name.removesuffix(".toml"): _title(path.read_text("utf-8")) for path in found}


def load_profile(name_or_path: str) -> Municipality:
    """Set up or bring up to date the municipality of the profile; the same again changes nothing.

    RuleViolation in one sentence when there is no such profile, it cannot be read, a section is
    unknown or something in a section is wrong; then nothing is changed at all.
    """
    data = _read(name_or_path)
    _check_sections(data)
    organisation = org_profile.read(data)
    work = _with_common_norms(cases_profile.read(data))
    with transaction.atomic():
        place = load_organisation(part=organisation, profile=Path(name_or_path).stem)
        load_classifier(municipality=place, starter=cases_profile.starter_classifier())
        load_norms_and_routes(municipality=place, part=work)
    return place


def _with_common_norms(part: CasesPart) -> CasesPart:
    """The norms of the profile over those every municipality starts with; the same code wins."""
    own = {norm.code for norm in part.norms}
    common = [_part(norm) for norm in default_norms() if norm.code not in own]
    return replace(part, norms=(*common, *part.norms))


def _part(norm: NormView) -> NormPart:
    """«Any» is None among the rules and an empty text in a row."""
    values = {name: getattr(norm, name) for name in NormView.__dataclass_fields__}
    for name in ("regime", "channel", "system", "importance"):
        values[name] = values[name] or ""
    return NormPart(**values)


def _read(name_or_path: str) -> dict[str, Any]:
    text = _text(name_or_path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise RuleViolation(f"Профиль «{name_or_path}» не читается как TOML: {wrong}.") from wrong


def _text(name_or_path: str) -> str:
    """The text of a profile of ours by its name, or of any file by its path."""
    if name_or_path in profiles():
        return OWN.joinpath(f"{name_or_path}.toml").read_text("utf-8")
    path = Path(name_or_path)
    try:
        if path.stat().st_size > LIMIT:
            raise RuleViolation(f"Файл «{path}» больше {LIMIT // 2**20} МБ: это не профиль.")
        return path.read_text("utf-8")
    except UnicodeDecodeError as wrong:
        raise RuleViolation(f"Файл «{path}» не в кодировке UTF-8: это не профиль.") from wrong
    except (OSError, ValueError) as wrong:
        raise RuleViolation(_absent(name_or_path)) from wrong


def _absent(name: str) -> str:
    known = profiles()
    near = get_close_matches(name, known, n=1)
    hint = f" Может быть, «{near[0]}»?" if near else f" Есть профили: {', '.join(known) or 'нет'}."
    return f"Нет ни профиля, ни файла «{name}».{hint}"


def _check_sections(data: Mapping[str, Any]) -> None:
    for section in data:
        if section not in SECTIONS:
            near = get_close_matches(section, SECTIONS, n=1)
            hint = f"Может быть, «{near[0]}»?" if near else f"Бывают: {', '.join(SECTIONS)}."
            raise RuleViolation(f"В профиле неизвестный раздел «{section}». {hint}")


def _title(text: str) -> str:
    place = tomllib.loads(text).get("municipality", {})
    return str(place.get("name", ""))
