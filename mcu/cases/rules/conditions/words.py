"""A condition in Russian words, as a chip, a line of a rule or a sentence of the journal."""

from collections.abc import Mapping
from datetime import date

from mcu.cases.rules.conditions.fields import FIELDS, Operator, Shape
from mcu.cases.rules.conditions.reading import ALL, Condition, Group, Line
from mcu.web.words import plural_form

Names = Mapping[str, Mapping[str, str]]  # field → code → name, for what the municipality names
JOINS = {"all": " и ", "any": " или "}
UNITS = {"раз": "раза|раз|раз", "человек": "человека|человек|человек", "ч": "ч|ч|ч"}
FLAGS = {
    ("collective", Operator.YES): "коллективное",
    ("collective", Operator.NO): "не коллективное",
    ("repeated", Operator.YES): "повторное",
    ("repeated", Operator.NO): "не повторное",
    ("overdue", Operator.YES): "просрочено",
    ("overdue", Operator.NO): "не просрочено",
    ("open", Operator.YES): "в работе",
    ("open", Operator.NO): "завершено",
}


def words(condition: Condition, names: Names) -> str:
    """«тема: Ямы на дорогах и прошло с получения не меньше 24 ч»; empty: «любое сообщение»."""
    return _group(condition, names) if condition else "любое сообщение"


def in_codes(condition: Condition) -> str:
    """The same with codes instead of names, where the municipality is not at hand."""
    lines = [line for line in condition.lines if isinstance(line.value, tuple)]
    return words(condition, {line.field: _same(condition, line.field) for line in lines})


def _same(condition: Condition, field: str) -> dict[str, str]:
    values = [line.value for line in condition.lines if line.field == field]
    return {code: code for value in values if isinstance(value, tuple) for code in value}


def _group(group: Group, names: Names) -> str:
    parts = [
        _line(item, names) if isinstance(item, Line) else _inside(item, group, names)
        for item in group.items
    ]
    return JOINS[group.join].join(parts)


def _inside(item: Group, above: Group, names: Names) -> str:
    found = _group(item, names)
    return found if len(item.items) == 1 or item.join == above.join == ALL else f"({found})"


def _line(line: Line, names: Names) -> str:
    field = FIELDS[line.field]
    if field.shape is Shape.FLAG:
        return FLAGS[line.field, line.op]
    if line.op is Operator.EMPTY:
        return f"{field.label} не указано"
    if line.op is Operator.FILLED:
        return f"{field.label} указано"
    if isinstance(line.value, tuple):
        return _several(line, names)
    if isinstance(line.value, date):
        sign = "с" if line.op is Operator.SINCE else "по"
        return f"{field.label} {sign} {line.value:%d.%m.%Y}"
    sign = "не меньше" if line.op is Operator.LEAST else "не больше"
    unit = plural_form(int(line.value or 0), UNITS[field.unit])
    return f"{field.label} {sign} {line.value} {unit}"


def _several(line: Line, names: Names) -> str:
    field, values = FIELDS[line.field], line.value
    assert isinstance(values, tuple)
    if field.shape is Shape.WORDS:
        listed = ", ".join(f"«{value}…»" for value in values)
        return f"{field.label}: {'есть' if line.op is Operator.HAS else 'нет'} {listed}"
    if field.shape is Shape.PLACE:
        listed = ", ".join(values)
    else:
        listed = ", ".join(name_of(line.field, value, names) for value in values)
    return f"{field.label}: {'кроме ' if line.op is Operator.NONE else ''}{listed}"


def name_of(field: str, value: str, names: Names) -> str:
    """The name behind a code; a name that is no more is said to be gone."""
    row = FIELDS[field]
    if row.shape is Shape.CHOICE:
        return row.choices[value]
    found = names.get(field, {}).get(value)
    return found or f"«{value}» ({row.gone})"
