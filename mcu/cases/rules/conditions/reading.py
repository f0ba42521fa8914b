"""JSON → a condition, or a sentence that names the place where it is wrong; and back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from mcu.cases.rules.conditions.fields import (
    FIELDS,
    OPERATOR_NAMES,
    PASSING,
    WITHOUT_VALUE,
    Field,
    Operator,
    Shape,
)
from mcu.core.errors import RuleViolation

MAX_DEPTH = 3
MAX_TESTS = 40
MAX_VALUES = 60
MAX_VALUE = 120
MAX_TEXT = 20_000
ALL, ANY = "all", "any"

Value = tuple[str, ...] | int | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a field, what is asked of it, and the value."""

    field: str
    op: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions of which all or any must hold; an empty one always holds."""

    join: str = ALL
    items: tuple["Line | Group", ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def lines(self) -> Iterator[Line]:
        """Every line, however deep."""
        for item in self.items:
            if isinstance(item, Line):
                yield item
            else:
                yield from item.lines

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(line.field for line in self.lines)


Condition = Group
ALWAYS = Group()


def loads(text: str) -> Condition:
    """A condition out of a text, as it stands in an address or in a form."""
    if not text.strip():
        return ALWAYS
    if len(text) > MAX_TEXT:
        raise RuleViolation("Условие слишком длинное. Разделите его на несколько.")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise RuleViolation(
            "Условие не читается: адрес обрезан или изменён. Соберите условие заново."
        ) from wrong
    return read(given)


def read(given: Any) -> Condition:
    """The typed condition; RuleViolation says where it is wrong."""
    if given in ({}, None):
        return ALWAYS
    found = _group(given, "условие", 1)
    if sum(1 for _ in found.lines) > MAX_TESTS:
        raise RuleViolation(f"В условии больше {MAX_TESTS} строк. Разделите его на несколько.")
    return found


def said(condition: Condition) -> dict[str, Any]:
    """The same as JSON would have it; an empty condition is an empty object."""
    return {condition.join: [_said(item) for item in condition.items]} if condition else {}


def dumps(condition: Condition) -> str:
    """One text for one condition: what goes into an address."""
    return json.dumps(said(condition), ensure_ascii=False, separators=(",", ":"))


def narrowed(condition: Condition, *more: Line) -> Condition:
    """All of these as well; what was asked already stays whole."""
    if not more:
        return condition
    if condition.join == ALL:
        return Group(ALL, (*condition.items, *more))
    return Group(ALL, (condition, *more))


def check_steady(condition: Condition) -> None:
    """RuleViolation when it asks what changes with time: a route or a norm is chosen once."""
    for line in condition.lines:
        if line.field in PASSING:
            raise RuleViolation(
                f"«{_up(FIELDS[line.field].label)}» меняется со временем, а здесь нужно то, что "
                "известно при поступлении. Выберите другое поле."
            )


def _said(item: Line | Group) -> dict[str, Any]:
    if isinstance(item, Group):
        return said(item)
    row: dict[str, Any] = {"field": item.field, "op": str(item.op)}
    if isinstance(item.value, tuple):
        return row | {"value": list(item.value)}
    if isinstance(item.value, date):
        return row | {"value": item.value.isoformat()}
    return row if item.value is None else row | {"value": item.value}


def _group(given: Any, where: str, depth: int) -> Group:
    if not isinstance(given, Mapping) or len(given) != 1 or next(iter(given)) not in (ALL, ANY):
        raise RuleViolation(f"{_up(where)}: ожидается группа «all» или «any» со списком строк.")
    if depth > MAX_DEPTH:
        raise RuleViolation(f"{_up(where)}: группы вложены глубже {MAX_DEPTH} уровней.")
    join, rows = next(iter(given.items()))
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise RuleViolation(f"{_up(where)}: группа пуста. Добавьте в неё строку или уберите её.")
    if len(rows) > MAX_TESTS:
        raise RuleViolation(f"{_up(where)}: больше {MAX_TESTS} строк. Разделите условие.")
    return Group(join, tuple(_item(row, where, n, depth) for n, row in enumerate(rows, start=1)))


def _item(given: Any, above: str, number: int, depth: int) -> Line | Group:
    where = f"строка {number}" if above == "условие" else f"{above}.{number}"
    if isinstance(given, Mapping) and "field" in given:
        return _test(given, where)
    return _group(given, where, depth + 1)


def _test(given: Mapping[str, Any], where: str) -> Line:
    if extra := set(given) - {"field", "op", "value"}:
        raise RuleViolation(f"{_up(where)}: лишнее «{_short(min(map(str, extra)))}».")
    name = given["field"]
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        raise RuleViolation(f"{_up(where)}: поля «{_short(name)}» нет. {_meant(name)}".strip())
    op = given.get("op")
    if op not in list(field.operators):
        allowed = ", ".join(f"{o.value} ({OPERATOR_NAMES[o]})" for o in field.operators)
        raise RuleViolation(
            f"{_up(where)}, «{field.label}»: сравнения «{_short(op)}» нет. Можно: {allowed}."
        )
    operator = Operator(op)
    where = f"{_up(where)}, «{field.label}»"
    return Line(field.code, operator, _value(field, operator, given.get("value"), where))


def _value(field: Field, op: Operator, given: Any, where: str) -> Value:
    if op in WITHOUT_VALUE:
        if given is not None:
            raise RuleViolation(f"{where}: значение здесь не нужно.")
        return None
    if field.shape is Shape.NUMBER:
        return _number(field, given, where)
    if field.shape is Shape.DAY:
        return _day(given, where)
    return _several(field, given, where)


def _number(field: Field, given: Any, where: str) -> int:
    if type(given) is not int or not 0 <= given <= field.highest:
        raise RuleViolation(f"{where}: нужно целое число от 0 до {field.highest}.")
    return given


def _day(given: Any, where: str) -> date:
    try:
        found = date.fromisoformat(given)
    except (TypeError, ValueError) as wrong:
        raise RuleViolation(f"{where}: нужна дата, например 2026-01-31.") from wrong
    if not 2005 <= found.year <= 2098:
        raise RuleViolation(f"{where}: год должен быть от 2005 до 2098.")
    return found


def _several(field: Field, given: Any, where: str) -> tuple[str, ...]:
    rows = [given] if isinstance(given, str) else given
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise RuleViolation(f"{where}: нужен список значений.")
    values = tuple(dict.fromkeys(row.strip() for row in rows if row.strip()))
    if not values:
        raise RuleViolation(f"{where}: выберите значение.")
    if len(values) > MAX_VALUES:
        raise RuleViolation(f"{where}: больше {MAX_VALUES} значений.")
    for value in values:
        _fits(field, value, where)
    return values


def _fits(field: Field, value: str, where: str) -> None:
    if len(value) > MAX_VALUE or not value.isprintable():
        raise RuleViolation(f"{where}: значение «{_short(value)}» слишком длинное или нечитаемо.")
    if field.shape is Shape.CHOICE and value not in field.choices:
        raise RuleViolation(f"{where}: значения «{_short(value)}» нет в списке.")
    if field.shape is Shape.WORDS and not _is_word(value):
        raise RuleViolation(
            f"{where}: «{_short(value)}» — пишите слово или его начало буквами, не короче двух."
        )


def _is_word(value: str) -> bool:
    return len(value) >= 2 and all(char.isalnum() or char in " -" for char in value)


def _meant(name: Any) -> str:
    near = get_close_matches(name, FIELDS, n=1) if isinstance(name, str) else []
    return f"Возможно, «{near[0]}»?" if near else ""


def _short(value: Any) -> str:
    text = "".join(char for char in str(value)[:60] if char.isprintable())
    return text or "пусто"


def _up(where: str) -> str:
    return where[:1].upper() + where[1:]
