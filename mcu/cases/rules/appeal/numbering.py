"""The registration number of an appeal: a running number of the year in the format of the municipality."""

import re
from datetime import date

from mcu.core.errors import RuleViolation

DEFAULT = "{n}-{yy}"
PLACES = {"n": "порядковый номер в году", "year": "год", "yy": "две цифры года", "mm": "месяц"}
LONGEST = 40


def checked(pattern: str) -> str:
    """The format, or RuleViolation that says what is wrong with it."""
    pattern = " ".join(pattern.split())
    unknown = [name for name in re.findall(r"\{([^{}]*)\}", pattern) if name not in PLACES]
    if unknown:
        known = ", ".join(f"{{{name}}} — {words}" for name, words in PLACES.items())
        raise RuleViolation(f"В формате номера нет места «{{{unknown[0]}}}». Есть: {known}.")
    bare = re.sub(r"\{[a-z]+\}", "", pattern)
    if "{n}" not in pattern or "{" in bare or "}" in bare:
        raise RuleViolation("В формате номера должно быть {n} — порядковый номер в году.")
    if "{year}" not in pattern and "{yy}" not in pattern:
        raise RuleViolation(
            "В формате номера нужен год, {year} или {yy}: нумерация начинается заново."
        )
    if len(pattern) > LONGEST:
        raise RuleViolation(f"Формат номера длиннее {LONGEST} знаков. Сократите его.")
    return pattern


def number(pattern: str, running: int, day: date) -> str:
    """«17-26»."""
    return pattern.format(n=running, year=day.year, yy=f"{day:%y}", mm=f"{day:%m}")
