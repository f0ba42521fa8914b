"""Codes and logins out of Russian words."""

import re
from collections.abc import Container

LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def latin(text: str) -> str:
    """«Дороги и транспорт» → «dorogi-i-transport»."""
    plain = "".join(LETTERS.get(letter, letter) for letter in text.casefold())
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def code_of(name: str, taken: Container[str], longest: int = 50) -> str:
    """A code nobody has yet."""
    return _free(latin(name)[: longest - 4].strip("-") or "code", taken)


def login_of(full_name: str, taken: Container[str]) -> str:
    """«Орлова Мария Ивановна» → «orlova.mi», or with a number when that is taken."""
    surname, *rest = full_name.split() or ["user"]
    initials = "".join(latin(name)[:1] for name in rest)
    made = ".".join(part for part in (latin(surname)[:40], initials) if part)
    return _free(made or "user", taken)


def _free(wanted: str, taken: Container[str]) -> str:
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}{number}" in taken:
        number += 1
    return f"{wanted}{number}"
