"""A TOML text becomes checked data; every mistake is told with its line, not only the first."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcu.core.errors import RuleViolation
from mcu.core.profile.kinds import Rows, Table, meant, nearest
from mcu.core.profile.lines import lines
from mcu.core.profile.schema import CITED as CITED_FIELDS
from mcu.core.profile.schema import Field, Mistake, Part, Path, Section, references

FORMAT = 1
PLACE = re.compile(r"line (\d+), column (\d+)")


class Mistakes(RuleViolation):
    """All that is wrong in a profile; each with its line."""

    def __init__(self, told: Sequence[str]) -> None:
        super().__init__("\n".join(told), code="profile")
        self.told = tuple(told)


@dataclass(frozen=True, slots=True)
class Document:
    """A profile that was read: `data` holds only what the file says, in one form."""

    name: str
    text: str
    data: dict[str, Any]


def read(text: str, name: str, parts: Sequence[Part]) -> Document:
    """The profile; `Mistakes` lists everything that is wrong with it."""
    given = _toml(text, name)
    data, mistakes = read_data(given, parts)
    if mistakes:
        raise Mistakes(_told(name, text, mistakes))
    return Document(name, text, data)


def read_data(
    given: Mapping[str, Any], parts: Sequence[Part]
) -> tuple[dict[str, Any], list[Mistake]]:
    """The sections in one form, and what is wrong with them."""
    sections = {section.name: section for part in parts for section in part.sections}
    data: dict[str, Any] = {}
    mistakes = [*_format(given)]
    for name, value in given.items():
        if name in sections:
            data[name] = _section(sections[name], value, mistakes)
        elif name != "format":
            mistakes.append(
                Mistake((name,), _unknown(f"неизвестный раздел «{name}»", name, sections))
            )
    known = _codes(data, parts)
    known |= dict.fromkeys(_misread(given, data, sections))
    mistakes += _dangling(sections, data, known)
    mistakes += _uncited(sections, data)
    for part in parts:
        mistakes += part.check(data)
    return data, mistakes


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        place = PLACE.search(str(wrong))
        where = f"строка {place[1]}, знак {place[2]}" if place else "файл обрывается на полуслове"
        raise Mistakes([f"Профиль «{name}» не читается как TOML: {where}."]) from wrong


def _told(name: str, text: str, mistakes: Iterable[Mistake]) -> list[str]:
    at = lines(text)
    placed = sorted({(_line(at, path), sentence) for path, sentence in mistakes})
    return [f"Профиль «{name}», строка {line}: {sentence}" for line, sentence in placed]


def _line(at: Mapping[Path, int], path: Path) -> int:
    """The line of the key, or of the nearest thing around it."""
    while path and path not in at:
        path = path[:-1]
    return at.get(path, 1)


def _format(given: Mapping[str, Any]) -> Iterator[Mistake]:
    version = given.get("format", FORMAT)
    if type(version) is not int or version < 1:
        yield Mistake(("format",), f"format — целое число, сейчас {FORMAT}.")
    elif version > FORMAT:
        yield Mistake(
            ("format",),
            f"профиль формата {version}, а эта программа читает формат {FORMAT}. Обновите программу.",
        )


def _section(section: Section, given: Any, mistakes: list[Mistake]) -> Any:
    if section.is_rows:
        key = () if section.repeated else section.key
        return _rows(section.name, section.all_fields, given, (section.name,), mistakes, key)
    if not isinstance(given, Mapping):
        mistakes.append(
            Mistake((section.name,), f"раздел «{section.name}» пишется [{section.name}].")
        )
        return {}
    return _row(section.name, section.all_fields, given, (section.name,), mistakes)


def _rows(
    name: str, fields: Sequence[Field], given: Any, path: Path, mistakes: list[Mistake],
    key: tuple[str, ...] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        mistakes.append(Mistake(path, f"раздел «{name}» пишется строками [[{name}]]."))
        return []
    read: list[dict[str, Any]] = []
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(given):
        where = f"{name} {_called(row, key, number)}"
        read.append(_row(where, fields, row, (*path, number), mistakes))
        own = tuple(str(read[-1].get(part, "")) for part in key)
        if any(own) and own in seen:
            mistakes.append(Mistake((*path, number), f"{where} встречается дважды."))
        seen.add(own)
    return read


def _called(row: Mapping[str, Any], key: tuple[str, ...], number: int) -> str:
    said = [str(row[part]) for part in key if isinstance(row.get(part), str | int)]
    return f"«{' / '.join(said)}»" if said else f"№ {number + 1}"


def _row(
    where: str, fields: Sequence[Field], given: Mapping[str, Any], path: Path,
    mistakes: list[Mistake],
) -> dict[str, Any]:  # fmt: skip
    known = {field.name: field for field in fields}
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            said = _unknown(f"{where}: неизвестное поле {name}", name, known)
            mistakes.append(Mistake((*path, name), said))
        else:
            _field(where, known[name], value, (*path, name), read, mistakes)
    for field in fields:
        if field.required and given.get(field.name) in (None, "", []):
            mistakes.append(Mistake(path, f"{where}: нет поля {field.name} ({field.label})."))
    for name in read.get("clauses", ()):
        if name not in known:
            said = _unknown(f"{where}: clauses называет неизвестное поле {name}", name, known)
            mistakes.append(Mistake((*path, "clauses", name), said))
    return read


def _field(
    where: str, field: Field, value: Any, path: Path, read: dict[str, Any], mistakes: list[Mistake]
) -> None:
    if isinstance(field.kind, Rows):
        fields = (*field.kind.fields, *CITED_FIELDS)
        read[field.name] = _rows(f"{where}, {field.name}", fields, value, path, mistakes)
    elif isinstance(field.kind, Table) and isinstance(value, Mapping):
        fields = (*field.kind.fields, *CITED_FIELDS)
        read[field.name] = _row(f"{where}, {field.name}", fields, value, path, mistakes)
    elif isinstance(field.kind, Table):
        mistakes.append(Mistake(path, f"{where}: поле {field.name} — таблица."))
    else:
        try:
            read[field.name] = field.kind.read(value)
        except ValueError as wrong:
            mistakes.append(
                Mistake(path, f"{where}: поле {field.name} — {wrong}".rstrip(".?") + ".")
            )


def _unknown(words: str, name: str, known: Iterable[str]) -> str:
    return f"{words}. {meant(name, known) or 'Бывают: ' + ', '.join(known) + '.'}"


def _codes(data: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, list[str] | None]:
    """Section → the codes that may be referred to."""
    codes: dict[str, list[str] | None] = {
        name: [row["code"] for row in value if "code" in row]
        for name, value in data.items()
        if isinstance(value, list)
    }
    for part in parts:
        for name, known in part.known.items():
            codes[name] = [*(codes.get(name) or ()), *known]
    return codes


def _misread(
    given: Mapping[str, Any], data: Mapping[str, Any], sections: Iterable[str]
) -> set[str]:
    """Sections whose rows are in the file but could not be found: a reference there is no mistake."""
    empty = {name for name, value in data.items() if not value and given[name]}
    return empty | {near for name in given if (near := nearest(name, sections)) and near != name}


def _dangling(
    sections: Mapping[str, Section], data: Mapping[str, Any], codes: Mapping[str, list[str] | None]
) -> Iterator[Mistake]:
    """References to rows that are not there."""
    for name, value in data.items():
        for path, target, code in references(sections[name], value):
            known = codes.get(target, [])
            if known is not None and code not in known:
                hint = meant(code, known) or f"В разделе {target}: {', '.join(known) or 'пусто'}."
                where = _place(sections[name], value, path)
                yield Mistake(path, f"{where}: в разделе {target} нет «{code}». {hint}")


def _place(section: Section, data: Any, path: Path) -> str:
    """How people find the row a path leads into."""
    if not section.is_rows:
        return section.name
    number = int(path[1])
    return f"{section.name} {_called(data[number], section.key, number)}"


def _uncited(sections: Mapping[str, Section], data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Clauses of acts that are not among the acts of the profile."""
    acts = [row["code"] for row in data.get("acts", []) if "code" in row]
    for name, value in data.items():
        for path, clause in clauses_of(value, (name,)):
            prefix, slash, _ = clause.partition("/")
            if slash and prefix not in acts:
                hint = meant(prefix, acts) or f"В разделе acts: {', '.join(acts) or 'пусто'}."
                yield Mistake(
                    path,
                    f"{name}: пункт «{clause}» ссылается на акт «{prefix}», которого нет. {hint}",
                )


def clauses_of(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every clause named anywhere inside a section that was read."""
    if isinstance(value, list):
        for number, row in enumerate(value):
            yield from clauses_of(row, (*path, number))
    elif isinstance(value, Mapping):
        said: dict[Path, Any] = {("clause",): value.get("clause", ())}
        said |= {("clauses", name): inner for name, inner in value.get("clauses", {}).items()}
        for place, clauses in said.items():
            yield from (((*path, *place), clause) for clause in clauses)
        for name, inner in value.items():
            if name not in ("clause", "clauses"):
                yield from clauses_of(inner, (*path, name))
