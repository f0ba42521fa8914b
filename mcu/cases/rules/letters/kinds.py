"""The kinds of letters, read from data: title, receiver, placeholders, the text to begin with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from mcu.core.documents import Sheet, build

# Who wrote or came: in a letter only by a logged reveal.
PERSONAL = frozenset(
    {"автор", "контакты_автора", "адресат", "адрес_адресата", "посетитель", "контакты_посетителя"}
)
# Chosen anew for each letter: they say nothing of whether a letter still fits the case.
OF_THE_LETTER = frozenset(
    {
        "дата", "исходящий_номер", "должность_подписанта", "подписант", "исполнитель",
        "телефон_исполнителя",
    }
)  # fmt: skip
CORNER = ("{{ орган }}", "{{ адрес_органа }}", "№ {{ исходящий_номер }} от {{ дата }}")
TO = ("{{ адресат }}", "{{ адрес_адресата }}")
SIGN = ("{{ должность_подписанта }}", "{{ подписант }}")
FOOT = ("Исп.: {{ исполнитель }}, тел. {{ телефон_исполнителя }}",)


class To(StrEnum):
    AUTHOR = "author"
    BODY = "body"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Place:
    """One placeholder: what it stands for, and how it may look."""

    name: str
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter; `notices` and `grounds` tell which rows of an appeal it is written for."""

    code: str
    title: str
    to: To
    groups: tuple[tuple[str, tuple[Place, ...]], ...]
    sheet: Sheet
    notices: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()

    @property
    def places(self) -> dict[str, Place]:
        return {place.name: place for _, places in self.groups for place in places}

    @property
    def examples(self) -> dict[str, str]:
        return {place.name: place.example for place in self.places.values()}

    @property
    def signed(self) -> bool:
        return self.to != To.INSIDE

    def personal(self, names: set[str]) -> bool:
        """Whether these names ask for whoever wrote; a body's letter is addressed to no person."""
        asked = names & PERSONAL
        return bool(asked - {"адресат", "адрес_адресата"} if self.to == To.BODY else asked)


def read(text: str) -> dict[str, Letter]:
    """The letters of a TOML text by their codes."""
    data = tomllib.loads(text)
    return {row["code"]: _letter(row, data) for row in data["letter"]}


def _letter(row: Mapping[str, Any], data: Mapping[str, Any]) -> Letter:
    groups = []
    for name in row["groups"]:
        places = {key: value for key, value in data[name].items() if key != "title"}
        given = tuple(Place(key, words, example) for key, (words, example) in places.items())
        groups.append((data[name]["title"], given))
    to = To(row["to"])
    return Letter(
        row["code"],
        row["title"],
        to,
        tuple(groups),
        _sheet(row, to),
        tuple(row.get("notices", ())),
        tuple(row.get("grounds", ())),
    )


def _sheet(row: Mapping[str, Any], to: To) -> Sheet:
    if to == To.INSIDE:
        rows = tuple((label, value) for label, value in row["rows"])
        return Sheet(row["title"], rows=rows, foot=tuple(row["foot"]))
    text = tuple(row["text"])
    return Sheet(row["subject"], corner=CORNER, to=TO, text=text, sign=SIGN, foot=FOOT)


LETTERS = read((files("mcu.cases") / "data" / "letters.toml").read_text("utf-8"))


@cache
def standard(code: str) -> bytes:
    """The .docx that a municipality begins with."""
    return build(LETTERS[code].sheet)
