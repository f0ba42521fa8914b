"""A TOML text becomes checked data; every mistake is told with its line, not only the first."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcu.core.errors import RuleViolation
from mcu.core.profile.kinds import Rows, Table, meant, nearest
from mcu.core.profile.lines import lines
from mcu.core.profile.schema import CITED, Field, Mistake, Part, Path, Section, references

FORMAT = 1
LISTED = 12
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
    reader = _Reader()
    mistakes = [*_format(given)]
    for name, value in given.items():
        if name in sections:
            read = reader.section(sections[name], value)
            data |= {name: read} if read else {}
        elif name != "format":
            mistakes.append(
                Mistake((name,), _unknown(f"неизвестный раздел «{name}»", name, sections))
            )
    mistakes += reader.mistakes
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


class _Reader:
    """Reads sections one by one and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def section(self, section: Section, given: Any) -> Any:
        path = (section.name,)
        if section.is_rows:
            key = () if section.repeated else section.key
            return self._rows(section.name, section.all_fields, given, path, key)
        if not isinstance(given, Mapping):
            self._wrong(path, f"раздел «{section.name}» пишется [{section.name}].")
            return {}
        return self._row(section.name, section.all_fields, given, path)

    def _wrong(self, path: Path, sentence: str) -> None:
        self.mistakes.append(Mistake(path, sentence))

    def _rows(
        self, name: str, fields: Sequence[Field], given: Any, path: Path, key: tuple[str, ...] = ()
    ) -> list[dict[str, Any]]:
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self._wrong(path, f"раздел «{name}» пишется строками [[{name}]].")
            return []
        read: list[dict[str, Any]] = []
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(given):
            where = f"{name} {_called(row, key, number)}"
            read.append(self._row(where, fields, row, (*path, number)))
            own = tuple(str(read[-1].get(part, "")) for part in key)
            if any(own) and own in seen:
                self._wrong((*path, number), f"{where} встречается дважды.")
            seen.add(own)
        return read

    def _row(
        self, where: str, fields: Sequence[Field], given: Mapping[str, Any], path: Path
    ) -> dict[str, Any]:
        """What the row says; an empty text or list says nothing."""
        known = {one.name: one for one in fields}
        read = {}
        for name, value in given.items():
            if name in known:
                read[name] = self._value(where, known[name], value, (*path, name))
            else:
                said = _unknown(f"{where}: неизвестное поле {name}", name, known)
                self._wrong((*path, name), said)
        read = {name: value for name, value in read.items() if value not in (None, "", [], {})}
        for one in fields:
            if one.required and given.get(one.name) in (None, "", []):
                self._wrong(path, f"{where}: нет поля {one.name} ({one.label}).")
        for name in read.get("clauses", ()):
            if name not in known:
                said = _unknown(f"{where}: clauses называет неизвестное поле {name}", name, known)
                self._wrong((*path, "clauses", name), said)
        return read

    def _value(self, where: str, one: Field, value: Any, path: Path) -> Any:
        if isinstance(one.kind, Rows):
            fields = (*one.kind.fields, *CITED)
            return self._rows(f"{where}, {one.name}", fields, value, path)
        if isinstance(one.kind, Table):
            if isinstance(value, Mapping):
                fields = (*one.kind.fields, *CITED)
                return self._row(f"{where}, {one.name}", fields, value, path)
            return self._wrong(path, f"{where}: поле {one.name} — таблица.")
        try:
            return one.kind.read(value)
        except ValueError as wrong:
            said = f"{where}: поле {one.name} — {wrong}".rstrip(".?")
            return self._wrong(path, f"{said}.")


def _called(row: Mapping[str, Any], key: tuple[str, ...], number: int) -> str:
    said = [str(row[part]) for part in key if isinstance(row.get(part), str | int)]
    return f"«{' / '.join(said)}»" if said else f"№ {number + 1}"


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
    empty = {name for name, value in given.items() if value and name not in data}
    return empty | {near for name in given if (near := nearest(name, sections)) and near != name}


def _dangling(
    sections: Mapping[str, Section], data: Mapping[str, Any], codes: Mapping[str, list[str] | None]
) -> Iterator[Mistake]:
    """References to rows that are not there."""
    for name, value in data.items():
        for path, target, code in references(sections[name], value):
            known = codes.get(target, [])
            if known is not None and code not in known:
                hint = meant(code, known) or f"В разделе {target}: {_listed(known)}."
                where = _place(sections[name], value, path)
                yield Mistake(path, f"{where}: в разделе {target} нет «{code}». {hint}")


def _listed(known: Sequence[str]) -> str:
    more = f" и ещё {len(known) - LISTED}" if len(known) > LISTED else ""
    return ", ".join(known[:LISTED]) + more or "пусто"


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
