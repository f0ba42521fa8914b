"""What may stand in a field of a profile: each kind reads a value, names it and describes itself.

Reading makes one form out of what people write; `ValueError` holds the Russian words that follow
«поле … —» in a complaint.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from mcu.core.profile.schema import Field

CODE = re.compile(r"[A-Za-z0-9_.\-]+")
LARGEST = 2**31 - 1


class Kind:
    """Any value; the others narrow it."""

    def read(self, value: Any) -> Any:
        return value

    def words(self, value: Any) -> str:
        """The value as people read it."""
        return "" if value is None else str(value)

    def same(self, wanted: Any, now: Any) -> bool:
        """Whether what there is now is what the profile wants."""
        return bool(wanted == now)

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema; nothing asked of any value."""
        return {}

    def refs(self, value: Any) -> Iterable[tuple[str, str]]:
        """(section, code) of every row of another section that the value speaks of."""
        return ()

    def name(self) -> str:
        """The kind in the words of the developer guide."""
        return "any"


@dataclass(frozen=True)
class Text(Kind):
    limit: int = 500

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or "\x00" in value:
            raise ValueError("текст в кавычках")
        if len(value.strip()) > self.limit:
            raise ValueError(f"длиннее {self.limit} знаков")
        return value.strip()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit}

    def name(self) -> str:
        return f"text ≤ {self.limit}"


@dataclass(frozen=True)
class Code(Text):
    """What other rows and other sections refer to."""

    limit: int = 50

    def read(self, value: Any) -> str:
        text = super().read(value)
        if not CODE.fullmatch(text):
            raise ValueError("код из латинских букв, цифр, точки, дефиса и подчёркивания")
        return text

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"pattern": f"^{CODE.pattern}$"}

    def name(self) -> str:
        return "code"


@dataclass(frozen=True)
class Number(Kind):
    least: int = 0
    most: int = LARGEST

    def read(self, value: Any) -> int:
        if type(value) is not int:
            raise ValueError("целое число без кавычек")
        if not self.least <= value <= self.most:
            raise ValueError(self._bounds())
        return value

    def _bounds(self) -> str:
        if self.most != LARGEST:
            return f"целое число от {self.least} до {self.most}"
        return "целое положительное число" if self.least else "целое число, не меньше нуля"

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def name(self) -> str:
        return "number" if self.most == LARGEST else f"number {self.least}–{self.most}"


class Flag(Kind):
    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("true или false")
        return value

    def words(self, value: Any) -> str:
        return "" if value is None else "да" if value else "нет"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def name(self) -> str:
        return "true/false"


class Day(Kind):
    def read(self, value: Any) -> date:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            value = _parsed(date, value)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValueError("дата без кавычек, например 2026-01-31")
        return value

    def words(self, value: Any) -> str:
        return f"{value:%d.%m.%Y}" if value else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def name(self) -> str:
        return "date"


class Since(Day):
    """The day a thing begins: a successor begins later and is the same thing."""

    def same(self, wanted: Any, now: Any) -> bool:
        return wanted is None or (now is not None and now >= wanted)


class Time(Kind):
    def read(self, value: Any) -> time:
        if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d(:\d\d)?", value):
            value = _parsed(time, value)
        if not isinstance(value, time):
            raise ValueError('время пишется так: "09:00"')
        return value.replace(second=0, microsecond=0)

    def words(self, value: Any) -> str:
        return f"{value:%H:%M}" if value else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?$"}

    def name(self) -> str:
        return "time"


class Zone(Text):
    def read(self, value: Any) -> str:
        text = super().read(value)
        if not re.fullmatch(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", text):
            raise ValueError(f"часовой пояс «{text}» неизвестен")
        try:
            ZoneInfo(text)
        except (OSError, ValueError, LookupError) as wrong:
            raise ValueError(
                f"часовой пояс «{text}» неизвестен. {meant(text, available_timezones())}".strip()
            ) from wrong
        return text

    def name(self) -> str:
        return "time zone"


@dataclass(frozen=True)
class Choice(Kind):
    """One of a closed list; the options are value → Russian words. A long list has a name.

    `former` are values that earlier versions of the program wrote: old → what it means now.
    """

    options: Mapping[str, str]
    called: str = ""
    former: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("текст в кавычках")
        value = self.former.get(value, value)
        if value not in self.options:
            raise ValueError(f"«{value}», а бывает: {self._known(value)}")
        return value

    def words(self, value: Any) -> str:
        return str(self.options.get(value, value or ""))

    def schema(self) -> dict[str, Any]:
        return {"enum": [*self.options, *self.former]}

    def name(self) -> str:
        return f"one of *{self.called}*" if self.called else self.listed()

    def listed(self) -> str:
        """Every option with its words."""
        return ", ".join(f"`{value}` {words}" for value, words in self.options.items() if value)

    def _known(self, value: str) -> str:
        hint = meant(value, self.options)
        return ", ".join(self.options) + (f". {hint}" if hint else "")


@dataclass(frozen=True)
class Ref(Code):
    """The code of a row of a section; that the row is there is checked when all is read."""

    section: str = ""

    def refs(self, value: Any) -> Iterable[tuple[str, str]]:
        return ((self.section, value),)

    def name(self) -> str:
        return f"code of `{self.section}`"


@dataclass(frozen=True)
class Many(Kind):
    """A list of one kind; a single value may stand without brackets."""

    kind: Kind
    ordered: bool = True

    def read(self, value: Any) -> list[Any]:
        given = value if isinstance(value, list) else [value]
        try:
            return [self.kind.read(item) for item in given]
        except ValueError as wrong:
            raise ValueError(f"список в квадратных скобках, в нём {wrong}") from wrong

    def words(self, value: Any) -> str:
        return ", ".join(self.kind.words(item) for item in value or ())

    def same(self, wanted: Any, now: Any) -> bool:
        if self.ordered:
            return bool(wanted == now)
        return sorted(wanted or ()) == sorted(now or ())

    def refs(self, value: Any) -> Iterable[tuple[str, str]]:
        return (ref for item in value for ref in self.kind.refs(item))

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "array", "items": self.kind.schema()}, self.kind.schema()]}

    def name(self) -> str:
        return f"list of {self.kind.name()}"


class Clauses(Kind):
    """Field of the same row → clause or clauses."""

    clause = Many(Text(60))

    def read(self, value: Any) -> dict[str, list[str]]:
        if not isinstance(value, Mapping):
            raise ValueError('таблица { поле = "пункт" }')
        return {name: self.clause.read(item) for name, item in value.items()}

    def words(self, value: Any) -> str:
        return "; ".join(f"{name}: {', '.join(said)}" for name, said in (value or {}).items())

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.clause.schema()}

    def name(self) -> str:
        return "field → clause"


@dataclass(frozen=True)
class Table(Kind):
    """A part of a section with fields of its own."""

    fields: "Sequence[Field]"

    def words(self, value: Any) -> str:
        given = value or {}
        told = [f"{f.label}: {f.kind.words(given[f.name])}" for f in self.fields if f.name in given]
        return "; ".join(told)

    def name(self) -> str:
        return "table"


@dataclass(frozen=True)
class Rows(Kind):
    """Rows inside a row or a table."""

    fields: "Sequence[Field]"

    def words(self, value: Any) -> str:
        return "; ".join(Table(self.fields).words(row) for row in value or ())

    def name(self) -> str:
        return "rows"


def nearest(given: str, known: Iterable[str]) -> str:
    """What was probably meant; empty when nothing known is near."""
    return next(iter(get_close_matches(given, list(known), n=1)), "")


def meant(given: str, known: Iterable[str]) -> str:
    """«Может быть, …?» when something known is near."""
    near = nearest(given, known)
    return f"Может быть, «{near}»?" if near else ""


def _parsed(of: Any, text: str) -> Any:
    try:
        return of.fromisoformat(text)
    except ValueError:
        return None
