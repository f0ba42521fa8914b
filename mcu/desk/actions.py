"""Setting a municipality up from a profile: what a founding act says, as one TOML file."""

import re
import tomllib
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import DataError, transaction

from mcu.cases.actions.profile import load_classifier, load_norms_and_routes
from mcu.cases.rules import profile as cases_profile
from mcu.core.errors import RuleViolation
from mcu.desk.rules import profile as shape
from mcu.org.actions import load_organisation
from mcu.org.models import Municipality
from mcu.org.rules import profile as org_profile

LIMIT = 2 * 2**20
PLACE = re.compile(r"line (\d+), column (\d+)")
OWN = files("mcu.desk").joinpath("profiles")


def profiles() -> dict[str, str]:
    """Name → title of every profile that comes with the program."""
    found = {path.name: path for path in OWN.iterdir() if path.name.endswith(".toml")}
    return {
        name.removesuffix(".toml"): _title(path.read_text("utf-8"))
        for name, path in sorted(found.items())
    }


def load_profile(name_or_path: str) -> Municipality:
    """Set up or bring up to date the municipality of the profile; the same again changes nothing.

    RuleViolation in one sentence when there is no such profile, it cannot be read, a section is
    unknown or something in a section is wrong; then nothing is changed at all.
    """
    data = _read(name_or_path)
    shape.check_shape(data)
    organisation = org_profile.read(data)
    work = shape.with_common(cases_profile.read(data), organisation)
    try:
        with transaction.atomic():
            place = load_organisation(part=organisation, profile=_name(name_or_path))
            load_classifier(municipality=place, starter=cases_profile.starter_classifier())
            load_norms_and_routes(municipality=place, part=work)
    except DataError as wrong:
        raise RuleViolation(
            f"Профиль «{name_or_path}»: база не приняла значение. {wrong}"
        ) from wrong
    return place


def check_profile(name_or_path: str) -> None:
    """Everything `load_profile` checks, with nothing left in the database; RuleViolation too."""
    with transaction.atomic():
        load_profile(name_or_path)
        transaction.set_rollback(True)


def _read(name_or_path: str) -> dict[str, Any]:
    text = _text(name_or_path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        place = PLACE.search(str(wrong))
        where = f"строка {place[1]}, знак {place[2]}" if place else "файл обрывается на полуслове"
        raise RuleViolation(f"Профиль «{name_or_path}» не читается как TOML: {where}.") from wrong


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


def _name(name_or_path: str) -> str:
    """How the municipality remembers its profile."""
    return Path(name_or_path).stem[:60]


def _title(text: str) -> str:
    place = tomllib.loads(text).get("municipality", {})
    return str(place.get("name", ""))
