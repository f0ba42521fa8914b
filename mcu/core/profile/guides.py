"""The format told to others: JSON Schema for editors, tables for the guide."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from mcu.core.profile.kinds import Choice, Many, Rows, Table
from mcu.core.profile.reading import FORMAT
from mcu.core.profile.schema import CITED, Field, Section


def json_schema(sections: Iterable[Section]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a profile; references between rows are beyond it."""
    properties: dict[str, Any] = {"format": {"const": FORMAT, "description": "версия формата"}}
    for section in sections:
        row = _object(section.fields)
        shape = {"type": "array", "items": row} if section.is_rows else row
        properties[section.name] = shape | {"title": section.title}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Профиль муниципалитета",
        "type": "object",
        "properties": properties,
        "required": ["municipality"],
        "additionalProperties": False,
    }


def tables(sections: Collection[Section]) -> str:
    """Every section with its fields, as Markdown."""
    told = [line for section in sections for line in _section(section)]
    fields = [one for section in sections for one in _deep(section.fields)]
    kinds = [one.kind.kind if isinstance(one.kind, Many) else one.kind for one in fields]
    lists = {kind.called: kind for kind in kinds if isinstance(kind, Choice) and kind.called}
    told += ["### Closed lists", ""]
    told += [f"* *{name}*: {kind.listed()}" for name, kind in sorted(lists.items())]
    return "\n".join(told)


def _object(fields: Sequence[Field]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: _property(one) for one in (*fields, *CITED)},
        "additionalProperties": False,
    }
    required = [one.name for one in fields if one.required]
    return shape | ({"required": required} if required else {})


def _property(one: Field) -> dict[str, Any]:
    if isinstance(one.kind, Table):
        shape = _object(one.kind.fields)
    elif isinstance(one.kind, Rows):
        shape = {"type": "array", "items": _object(one.kind.fields)}
    else:
        shape = one.kind.schema()
    return shape | {"description": one.label}


def _section(section: Section) -> Iterator[str]:
    head = f"[[{section.name}]]" if section.is_rows else f"[{section.name}]"
    key = f" Key: {', '.join(f'`{name}`' for name in section.key)}." if section.key else ""
    yield from (f"### `{head}`", "", f"{section.title}.{key}", "")
    yield from ("| field | what it is | value | default |", "|---|---|---|---|")
    yield from _lines(section.fields, "")
    yield ""


def _deep(fields: Sequence[Field]) -> Iterator[Field]:
    for one in fields:
        yield one
        if isinstance(one.kind, Table | Rows):
            yield from _deep(one.kind.fields)


def _lines(fields: Sequence[Field], around: str) -> Iterator[str]:
    for one in fields:
        star = " *" if one.required else ""
        yield f"| `{around}{one.name}`{star} | {one.label} | {one.kind.name()} | {_default(one)} |"
        if isinstance(one.kind, Table | Rows):
            inner = (
                f"{around}{one.name}." if isinstance(one.kind, Table) else f"{around}{one.name}[]."
            )
            yield from _lines(one.kind.fields, inner)


def _default(one: Field) -> str:
    return one.kind.words(one.default) if one.default not in (None, "", []) else ""
