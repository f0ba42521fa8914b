"""Invented residents: names, pages and telephones that lead nowhere."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mcu.demo.town import data

NAMES: Mapping[str, Any] = data("authors")
LATIN = dict(zip("абвгдезийклмнопрстуфхцыэё", "abvgdeziyklmnoprstufhcyee", strict=True)) | {
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ю": "yu",
    "я": "ya",
    "ъ": "",
    "ь": "",
}
SOCIAL = frozenset({"vk", "ok", "max", "telegram"})


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes. `name` is what the channel shows, `full_name` what a letter or the portal gives.

    Telephones have the area code 000, addresses lie in the reserved zone `.example`.
    """

    name: str
    full_name: str
    first_name: str
    gender: str
    profile: str = ""
    phone: str = ""
    email: str = ""


def surname(masculine: str, gender: str) -> str:
    """«Веснин» → «Веснина»; surnames that do not change stay."""
    if gender == "m":
        return masculine
    if masculine.endswith(("ый", "ой")):
        return masculine[:-2] + "ая"
    return masculine + "а" if masculine.endswith(("ов", "ев", "ёв", "ин", "ын")) else masculine


def latin(text: str) -> str:
    """Letters for an address on the web."""
    return "".join(LATIN.get(letter, letter) for letter in text.lower())


def author(channel: str, gender: str, rng: random.Random) -> Author:
    """Somebody new who writes through this channel."""
    names = NAMES["women" if gender == "f" else "men"]
    first, father = rng.choice(names["first"]), rng.choice(names["patronymic"])
    last = surname(rng.choice(NAMES["surnames"]["names"]), gender)
    full = f"{last} {first} {father}"
    number = rng.randint(10_000_000, 99_999_999)
    if channel in SOCIAL:
        return Author(
            name=_shown(channel, first, last, rng),
            full_name="",
            first_name=first,
            gender=gender,
            profile=f"https://{channel}.example/id{number}",
        )
    return Author(
        name=full,
        full_name=full,
        first_name=f"{first} {father}",
        gender=gender,
        phone=f"+7 (000) {rng.randint(100, 999)}-{rng.randint(10, 99)}-{rng.randint(10, 99)}",
        email=f"{latin(last)}.{latin(first)[0]}{number % 1000}@pochta.example",
    )


def named(somebody: Author, name: str) -> Author:
    """The same page and telephone under a given name, «First Last» or in full."""
    words = name.split()
    if len(words) == 2:
        return replace(somebody, name=name, first_name=words[0])
    return replace(somebody, name=name, full_name=name, first_name=f"{words[1]} {words[2]}")


def _shown(channel: str, first: str, last: str, rng: random.Random) -> str:
    nicknames = NAMES["nicknames"].get(channel, ())
    if nicknames and rng.random() < 0.12:
        return str(rng.choice(nicknames))
    style = rng.random()
    if style < 0.12:
        return f"{first} {last[0]}."
    if style < 0.2:
        return first
    return f"{first} {last}"
