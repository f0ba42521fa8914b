"""A profile as TOML again: what was read comes out so that it reads back the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from mcu.core.profile.kinds import Rows, Table
from mcu.core.profile.reading import FORMAT
from mcu.core.profile.schema import CITED, Field, Section

WIDTH = 100
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write(data: Mapping[str, Any], sections: Iterable[Section], comment: str = "") -> str:
    """The text of a profile; sections in the order given, fields as they are described."""
    lines = ["# " + "".join(filter(str.isprintable, line)) for line in comment.splitlines()]
    lines += [f"format = {FORMAT}"]
    for section in sections:
        value = data.get(section.name)
        if value:
            lines += ["", f"# {section.title}", *_section(section, value)]
    return "\n".join(lines) + "\n"


def _section(section: Section, value: Any) -> Iterator[str]:
    if not section.is_rows:
        yield f"[{section.name}]"
        yield from _row(section.name, section.fields, value)
        return
    for number, row in enumerate(value):
        if number:
            yield ""
        yield f"[[{section.name}]]"
        yield from _row(section.name, section.fields, row)


def _row(path: str, fields: Sequence[Field], row: Mapping[str, Any]) -> Iterator[str]:
    """Values first: what follows a header of its own belongs to that header."""
    for one in (*fields, *CITED):
        if not isinstance(one.kind, Table | Rows) and row.get(one.name) not in (None, "", [], {}):
            yield f"{one.name} = {_value(row[one.name])}"
    for one in fields:
        here, value = f"{path}.{one.name}", row.get(one.name)
        if isinstance(one.kind, Table) and value:
            yield from ("", f"[{here}]", *_row(here, one.kind.fields, value))
        elif isinstance(one.kind, Rows):
            for inner in value or ():
                yield from ("", f"[[{here}]]", *_row(here, one.kind.fields, inner))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_value(inner)}' for name, inner in value.items())} }}"
    if isinstance(value, list | tuple):
        return _list([_value(item) for item in value])
    return value.isoformat() if isinstance(value, date) else str(value)


def _list(items: list[str]) -> str:
    """On one line while it is short; a line for each afterwards."""
    short = f"[{', '.join(items)}]"
    if len(short) <= WIDTH:
        return short
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _text(value: str) -> str:
    return '"' + "".join(ESCAPES.get(c, _plain(c)) for c in value) + '"'


def _plain(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) < 0x20 or ord(char) == 0x7F else char
