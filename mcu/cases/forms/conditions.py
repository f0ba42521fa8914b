"""The builder of a condition: what stands in its lines, half done as it may be.

A part of a larger form. Its fields are named by their place: `where-2-1-field` is the field of the
first line in the second line of the condition `where`. Every button of it is a submit named `do`, so
that it works without scripts; with htmx the same answer replaces the builder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import QueryDict

from mcu.cases.queries.naming import names_for, options_for
from mcu.cases.rules.conditions import (
    ALWAYS,
    FIELDS,
    MAX_DEPTH,
    Condition,
    Field,
    Group,
    Line,
    Shape,
    check_steady,
    read,
    said,
    words,
)
from mcu.cases.rules.conditions.fields import OPERATOR_NAMES, PASSING, WITHOUT_VALUE
from mcu.core.errors import RuleViolation

ALL, ANY = "all", "any"
JOINS = ((ALL, "все строки"), (ANY, "хотя бы одна"))
MAX_ITEMS = 40
Path = tuple[int, ...]
# Above this many a list is not laid out as boxes but offered while one types.
BOXES = 16


@dataclass(slots=True)
class DraftLine:
    """A line as it stands in the builder; without a field it is still to be begun."""

    name: str
    number: str
    about: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)

    is_group = False

    @property
    def row(self) -> Field | None:
        return FIELDS.get(self.about)

    @property
    def operators(self) -> list[tuple[str, str]]:
        return [(op.value, OPERATOR_NAMES[op]) for op in self.row.operators] if self.row else []

    @property
    def shape(self) -> str:
        """Which control the value has; none where nothing is to be given."""
        if self.row is None or self.op in WITHOUT_VALUE:
            return ""
        if self.row.shape is Shape.CHOICE or (self.options and len(self.options) <= BOXES):
            return "boxes"
        return {Shape.PLACE: "text", Shape.WORDS: "text"}.get(self.row.shape, str(self.row.shape))

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """What may be ticked; of a long list only what is ticked already."""
        known = dict(self.options)
        shown = known if self.shape == "boxes" else {v: known.get(v, v) for v in self.values}
        return [(code, label, code in self.values) for code, label in shown.items()]

    @property
    def text(self) -> str:
        return ", ".join(self.values)

    @property
    def given(self) -> dict[str, Any]:
        """What it would be as JSON."""
        said: dict[str, Any] = {"field": self.about, "op": self.op}
        if self.op in WITHOUT_VALUE or self.row is None:
            return said
        if self.row.shape is Shape.NUMBER:
            text = self.text.strip()
            return said | {"value": int(text) if text.isdecimal() and len(text) < 12 else text}
        return said | {"value": self.text if self.row.shape is Shape.DAY else self.values}


@dataclass(slots=True)
class DraftGroup:
    name: str
    number: str
    join: str = ALL
    items: list["DraftLine | DraftGroup"] = field(default_factory=list)
    deep: int = 1

    is_group = True
    joins = JOINS

    @property
    def may_nest(self) -> bool:
        return self.deep < MAX_DEPTH

    @property
    def given(self) -> dict[str, Any]:
        """What is begun in it as JSON; nothing when it is empty."""
        rows = [item.given for item in self.items if item.is_group or item.about]  # type: ignore[union-attr]
        rows = [row for row in rows if row]
        return {self.join: rows} if rows else {}


class ConditionForm:
    """A condition being built: `condition` when it is whole, `error` when it is not yet.

    A `steady` one may ask only for what is known when a message comes.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        place_id: int,
        initial: Condition = ALWAYS,
        prefix: str = "where",
        label: str = "Условие",
        steady: bool = False,
    ) -> None:
        self.place_id, self.prefix, self.label, self.steady = place_id, prefix, label, steady
        self.bound = data is not None and f"{prefix}-join" in data
        self._options: dict[str, list[tuple[str, str]]] = {}
        self.root = self._typed(data) if data is not None and self.bound else self._written(initial)
        self.pressed = data.get("do", "") if data is not None else ""
        if self.pressed:
            self._press(self.pressed)
        self._number(self.root, "", 1)

    @cached_property
    def _read(self) -> tuple[Condition, str]:
        try:
            found = read(self.root.given)
            if self.steady:
                check_steady(found)
            return found, ""
        except RuleViolation as refusal:
            return ALWAYS, refusal.sentence

    @property
    def condition(self) -> Condition:
        """What has been built; RuleViolation when it makes no sense yet."""
        if self.error:
            raise RuleViolation(f"{self.label}. {self.error}")
        return self._read[0]

    @property
    def error(self) -> str:
        return self._read[1]

    @property
    def words(self) -> str:
        return words(self._read[0], names_for(self.place_id, self._read[0].fields))

    @property
    def catalogue(self) -> list[tuple[str, list[Field]]]:
        """The fields to choose from, under their headings."""
        hidden = PASSING if self.steady else frozenset()
        shown = [row for row in FIELDS.values() if row.code not in hidden]
        return [(group, list(rows)) for group, rows in groupby(shown, lambda row: row.group)]

    @property
    def lists(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The long lists that are offered while one types."""
        return [(name, rows) for name, rows in self._options.items() if len(rows) > BOXES]

    def _typed(self, data: QueryDict) -> DraftGroup:
        """The builder as it was sent."""
        tree: dict[Path, dict[str, list[str]]] = {}
        for key, values in data.lists():
            found = _place(key, self.prefix)
            if found:
                tree.setdefault(found[0], {})[found[1]] = values
        return self._group_at((), tree)

    def _group_at(self, at: Path, tree: Mapping[Path, Mapping[str, list[str]]]) -> DraftGroup:
        join = tree.get(at, {}).get("join", [ALL])[0]
        group = DraftGroup(self._name(at), "", join if join in (ALL, ANY) else ALL)
        below = sorted(path for path in tree if path[:-1] == at and len(path) == len(at) + 1)
        for path in below[:MAX_ITEMS]:
            if "join" in tree[path]:
                if len(path) < MAX_DEPTH:
                    group.items.append(self._group_at(path, tree))
            else:
                group.items.append(self._line_at(path, tree[path]))
        return group

    def _line_at(self, at: Path, typed: Mapping[str, list[str]]) -> DraftLine:
        line = DraftLine(self._name(at), "", typed.get("field", [""])[0], typed.get("op", [""])[0])
        if line.row is None:
            return DraftLine(line.name, "")
        if line.op not in line.row.operators:
            line.op = line.row.operators[0]
        line.options = self._offered(line.row)
        values = [value.strip() for value in typed.get("value", [])]
        line.values = self._meant(line, values + typed.get("more", []))
        return line

    def _meant(self, line: DraftLine, values: list[str]) -> list[str]:
        """What was typed as values: names become codes, a text its parts."""
        assert line.row
        if line.row.shape in (Shape.PLACE, Shape.WORDS):
            values = [part.strip() for value in values for part in value.split(",")]
        by_name = {label: code for code, label in line.options}
        values = [by_name.get(value.strip(), value.strip()) for value in values if value.strip()]
        if line.row.shape is Shape.CHOICE:
            values = [value for value in values if value in line.row.choices]
        return list(dict.fromkeys(values))

    def _written(self, condition: Condition) -> DraftGroup:
        """The builder of a condition that is there already, with a line to go on."""
        root = self._drafted(condition, ())
        if not root.items:
            root.items.append(DraftLine(self._name((1,)), ""))
        return root

    def _drafted(self, group: Group, at: Path) -> DraftGroup:
        drafted = DraftGroup(self._name(at), "", group.join)
        for number, item in enumerate(group.items, start=1):
            path = (*at, number)
            drafted.items.append(
                self._line(item, path) if isinstance(item, Line) else self._drafted(item, path)
            )
        return drafted

    def _line(self, line: Line, at: Path) -> DraftLine:
        value = said(Group(ALL, (line,)))[ALL][0].get("value", [])
        values = value if isinstance(value, list) else [str(value)]
        options = self._offered(FIELDS[line.field])
        return DraftLine(self._name(at), "", line.field, str(line.op), values, options)

    def _offered(self, row: Field) -> list[tuple[str, str]]:
        if row.shape is Shape.CHOICE:
            return list(row.choices.items())
        if row.shape is not Shape.NAMED:
            return []
        if row.code not in self._options:
            self._options[row.code] = options_for(self.place_id, row.code)
        return self._options[row.code]

    def _press(self, pressed: str) -> None:
        """A button of the builder: a line more, a group more, one less."""
        verb, _, name = pressed.partition(":")
        for group in list(_groups(self.root)):
            if verb == "remove":
                group.items = [item for item in group.items if item.name != name]
            elif group.name == name and len(group.items) < MAX_ITEMS:
                self._add(group, verb)

    def _add(self, group: DraftGroup, verb: str) -> None:
        if verb == "add":
            group.items.append(DraftLine("", ""))
        elif verb == "group":
            group.items.append(DraftGroup("", "", ANY, [DraftLine("", "")]))

    def _number(self, group: DraftGroup, above: str, deep: int) -> None:
        """Names and numbers in the order of reading, without gaps."""
        group.deep = deep
        for number, item in enumerate(group.items, start=1):
            item.name = f"{group.name}-{number}"
            item.number = f"{above}{number}"
            if isinstance(item, DraftGroup):
                self._number(item, f"{item.number}.", deep + 1)

    def _name(self, at: Path) -> str:
        return "-".join([self.prefix, *map(str, at)])


def _groups(group: DraftGroup) -> Iterator[DraftGroup]:
    yield group
    for item in group.items:
        if isinstance(item, DraftGroup):
            yield from _groups(item)


def _place(key: str, prefix: str) -> tuple[Path, str] | None:
    """«where-2-1-field» → ((2, 1), "field"); None for what is not of the builder."""
    head, *parts = key.split("-")
    if head != prefix or not parts or len(parts) > MAX_DEPTH + 1:
        return None
    *at, what = parts
    if what not in {"join", "field", "op", "value", "more"}:
        return None
    if not all(part.isdecimal() and len(part) < 4 for part in at):
        return None
    return tuple(int(part) for part in at), what
