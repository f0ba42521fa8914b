"""Sections of a profile and their fields, as data: reading, pages, export and guides derive from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mcu.core.profile.kinds import Clauses, Kind, Many, Rows, Table, Text

Path = tuple[str | int, ...]


class Mistake(NamedTuple):
    """Something wrong at a place of the file; the place becomes a line."""

    path: Path
    sentence: str


@dataclass(frozen=True)
class Field:
    """One field: what a profile calls it, what people call it, what may stand there.

    `default` is what the program takes when the profile is silent. An `implied` default is meant
    by a row that says nothing of it; `sugar` is another way to write what stands elsewhere.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    default: Any = None
    implied: bool = False
    sugar: bool = False


@dataclass(frozen=True)
class Section:
    """A table `[name]` or, with a `key`, rows `[[name]]` told apart by these fields.

    Whether rows are `repeated` is told by their part where a key may be written in several ways;
    a row that is `off` is no news when the profile does not name it.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    repeated: bool = False
    off: Callable[[Mapping[str, Any]], bool] = lambda row: False

    @property
    def is_rows(self) -> bool:
        return bool(self.key)

    def field(self, name: str) -> Field:
        return next(one for one in self.all_fields if one.name == name)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """With what any table or row may say: the clauses and a remark."""
        return self.fields + CITED

    @property
    def defaults(self) -> dict[str, Any]:
        return {one.name: one.default for one in self.fields if not one.sugar}

    def called(self, row: Mapping[str, Any]) -> str:
        """How people call a row: by its name or title, or by what tells it apart."""
        for name in ("name", "title", "term"):
            if row.get(name):
                return str(row[name])
        told = (self.field(name).kind.words(row.get(name)) for name in self.key)
        return " · ".join(words for words in told if words)

    def key_of(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(row.get(name) or "") for name in self.key)


# What any table or row may carry beside its own fields.
CITED = (
    Field("clause", "пункт акта", Many(Text(60))),
    Field("clauses", "пункты акта по полям", Clauses()),
    Field("note", "примечание", Text(1000)),
)
CITED_NAMES = frozenset(one.name for one in CITED)


class Trace(NamedTuple):
    """What the journal knows a row by; `pages` are the arguments of the page that changes it."""

    kind: str
    keys: tuple[int, ...]
    page: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one app reads, checks, writes and tells of a profile.

    `check` sees the whole file once it is read; `complete` writes the defaults of the program and
    what is said in a short way out in full; `apply` makes the municipality so (`gone` are the keys
    of rows the former profile had and this one has not); `export` tells what there is now;
    `traces` says which journalled objects stand behind the rows of some sections;
    `known` are codes that may be referred to though no row of the file says them.
    """

    name: str
    sections: tuple[Section, ...]
    apply: Callable[..., None]
    export: Callable[..., dict[str, Any]]
    check: Callable[[Mapping[str, Any]], Iterable[Mistake]] = lambda data: ()
    complete: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    traces: Callable[..., dict[tuple[str, tuple[str, ...]], "Trace"]] = lambda place, sections: {}
    known: Mapping[str, Iterable[str]] = field(default_factory=dict)


def references(section: Section, data: Any) -> Iterator[tuple[Path, str, str]]:
    """(path, section referred to, code) of every reference of a section that was read."""
    rows = enumerate(data) if section.is_rows else [((), data)]
    for number, row in rows:
        path: Path = (section.name, number) if section.is_rows else (section.name,)  # type: ignore[assignment]
        yield from _references(section.fields, row, path)


def _references(
    fields: Iterable[Field], row: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str, str]]:
    for one in fields:
        value, kind, here = row.get(one.name), one.kind, (*path, one.name)
        if not value:
            continue
        if isinstance(kind, Table):
            yield from _references(kind.fields, value, here)
        elif isinstance(kind, Rows):
            for number, inner in enumerate(value):
                yield from _references(kind.fields, inner, (*here, number))
        else:
            yield from ((here, section, code) for section, code in kind.refs(value))
