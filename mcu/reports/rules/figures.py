"""The figures of a report as data: sections of tables that are kept as they were counted."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mcu.core.tables import Kind
from mcu.web import words

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column; `width` is its part of the page beside the others."""

    title: str
    kind: str = Kind.TEXT
    width: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """`query`: the slice behind it, as the address of the page of slices asks for it."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    query: str = ""

    @property
    def shown(self) -> list[list[tuple[str, bool]]]:
        """The cells in words, and whether each is a number."""
        return [
            [
                (shown(cell, head.kind), head.kind not in {Kind.TEXT, Kind.DATE})
                for cell, head in zip(row, self.heads, strict=True)
            ]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: tables, sentences the program proposes, how it was counted."""

    code: str
    title: str
    tables: tuple[Table, ...] = ()
    suggested: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def draft(self) -> str:
        return " ".join(self.suggested)


def shown(value: Cell, kind: str) -> str:
    """A value as people read it; a dash where there was nothing to count."""
    if value is None or value == "":
        return "—"
    if kind == Kind.DATE and isinstance(value, str):
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if kind == Kind.WHOLE and isinstance(value, int | float):
        return words.number(int(value))
    if isinstance(value, int | float) and kind in {Kind.NUMBER, Kind.PERCENT}:
        tail = f"{words.SPACE}%" if kind == Kind.PERCENT else ""
        return comma(100 * value if kind == Kind.PERCENT else value) + tail
    return str(value)


def comma(value: float) -> str:
    """«92,3»; a whole number without its nought."""
    return words.tenths(value).removesuffix(",0")


def as_data(sections: Sequence[Section]) -> list[dict[str, Any]]:
    return json.loads(json.dumps([asdict(one) for one in sections]))


def read(data: Sequence[Mapping[str, Any]]) -> list[Section]:
    return [
        Section(
            one["code"], one["title"], tuple(_table(table) for table in one["tables"]),
            tuple(one["suggested"]), tuple(one["notes"]),
        )
        for one in data
    ]  # fmt: skip


def digest(said: Mapping[str, Any]) -> str:
    """The seal of what was signed: the same values always give the same."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _table(data: Mapping[str, Any]) -> Table:
    heads = tuple(Head(**head) for head in data["heads"])
    rows = tuple(tuple(row) for row in data["rows"])
    return Table(data["title"], heads, rows, data["query"])
