"""What a profile wants, what there is, and what was wanted before: one comparison for all who ask.

What people changed by hand since the last load stays, unless the profile itself speaks anew there;
what the profile no longer says and nobody touched goes back to the default.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mcu.core.profile.kinds import Table
from mcu.core.profile.schema import CITED, CITED_NAMES, Field, Section

Data = Mapping[str, Any]
Key = tuple[str, ...]
Place = tuple[str, Key, tuple[str, ...]]


class Verdict(StrEnum):
    """What loading would do there."""

    ADD = "add"
    SET = "set"
    DROP = "drop"
    KEPT = "kept"
    OWN = "own"


# Loading writes these; the other two are the work of people and stay.
WRITTEN = frozenset({Verdict.ADD, Verdict.SET, Verdict.DROP})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: a whole row, called `title`, when `fields` are empty."""

    section: Section
    key: Key
    verdict: Verdict
    title: str = ""
    fields: tuple[Field, ...] = ()
    wanted: Any = None
    now: Any = None
    clause: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        return self.section.name, self.key, tuple(one.name for one in self.fields)

    @property
    def label(self) -> str:
        """«Водоканал: рабочее время: начало»."""
        return ": ".join(filter(None, (self.title, *(one.label for one in self.fields))))

    @property
    def wanted_words(self) -> str:
        return self._words(self.wanted)

    @property
    def now_words(self) -> str:
        return self._words(self.now)

    def _words(self, value: Any) -> str:
        if self.fields:
            return self.fields[-1].kind.words(value)
        return Table(self.section.fields).words(value) if value else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`target` is how the municipality stands after loading, `gone` the rows switched off."""

    changes: list[Change] = field(default_factory=list)
    target: dict[str, Any] = field(default_factory=dict)
    gone: dict[str, list[Key]] = field(default_factory=dict)

    @property
    def written(self) -> list[Change]:
        return [change for change in self.changes if change.verdict in WRITTEN]

    @property
    def kept(self) -> list[Change]:
        return [change for change in self.changes if change.verdict not in WRITTEN]


Restored = Callable[[Place], bool]


def compare(
    sections: Iterable[Section], *, wanted: Data, now: Data, before: Data,
    restored: Restored = lambda place: False,
) -> Comparison:  # fmt: skip
    """All differences; `restored` says which places go back to what the profile wants."""
    found = Comparison()
    for section in sections:
        if section.name in wanted or section.name in now or section.name in before:
            _Section(section, found, restored).compare(wanted, now, before)
    return found


class _Section:
    def __init__(self, section: Section, found: Comparison, restored: Restored) -> None:
        self.section, self.found, self.restored = section, found, restored

    def compare(self, wanted: Data, now: Data, before: Data) -> None:
        rows = [self._rows(data.get(self.section.name)) for data in (wanted, now, before)]
        keys = dict.fromkeys([*rows[0], *rows[1]])
        kept = [row for key in keys if (row := self._row(key, *(part.get(key) for part in rows)))]
        if self.section.is_rows:
            self.found.target[self.section.name] = kept
        elif kept:
            self.found.target[self.section.name] = kept[0]

    def _rows(self, data: Any) -> dict[Key, Data]:
        if not self.section.is_rows:
            return {} if data is None else {(): data}
        return {self.section.key_of(row): row for row in data or ()}

    def _row(
        self, key: Key, wanted: Data | None, now: Data | None, before: Data | None
    ) -> Data | None:
        """The row as it will stand; None when there will be none."""
        if wanted is None:
            return self._unwanted(key, now or {}, before)
        if now is None and self.section.is_rows:
            return self._absent(key, wanted, before)
        title = self.section.called(now or {}) if self.section.is_rows else ""
        return _Row(self, key, title).compare(self.section.all_fields, wanted, now or {}, before)

    def _unwanted(self, key: Key, now: Data, before: Data | None) -> Data | None:
        if self.section.off(now):
            return now
        if before is None and not self.restored((self.section.name, key, ())):
            self._tell(key, Verdict.OWN, now, now=now)
            return now
        self._tell(key, Verdict.DROP, now, now=now)
        self.found.gone.setdefault(self.section.name, []).append(key)
        return None

    def _absent(self, key: Key, wanted: Data, before: Data | None) -> Data | None:
        by_hand = before is not None and dict(before) == dict(wanted)
        if by_hand and not self.restored((self.section.name, key, ())):
            self._tell(key, Verdict.KEPT, wanted, wanted=wanted, clause=_clauses(wanted))
            return None
        self._tell(key, Verdict.ADD, wanted, wanted=wanted, clause=_clauses(wanted))
        return wanted

    def _tell(self, key: Key, verdict: Verdict, row: Data, **said: Any) -> None:
        title = self.section.called(row) if self.section.is_rows else ""
        self.found.changes.append(Change(self.section, key, verdict, title, **said))


class _Row:
    """Field by field; tables inside the row too."""

    def __init__(self, owner: _Section, key: Key, title: str) -> None:
        self.owner, self.key, self.title = owner, key, title

    def compare(
        self, fields: Sequence[Field], wanted: Data, now: Data, before: Data | None,
        around: tuple[Field, ...] = (), clause: tuple[str, ...] = (),
    ) -> dict[str, Any]:  # fmt: skip
        target: dict[str, Any] = {}
        clause = _clauses(wanted) or clause
        for one in fields:
            if one.sugar:
                continue
            if isinstance(one.kind, Table):
                want, have, was = (
                    (data or {}).get(one.name) or {} for data in (wanted, now, before)
                )
                inside = (*one.kind.fields, *CITED)
                inner = self.compare(inside, want, have, was, (*around, one), clause)
                target |= {one.name: inner} if inner else {}
                continue
            value = self._field(
                (*around, one), wanted, now, before, _clauses(wanted, one.name) or clause
            )
            if value is not None:
                target[one.name] = value
        return target

    def _field(
        self,
        fields: tuple[Field, ...],
        wanted: Data,
        now: Data,
        before: Data | None,
        clause: tuple[str, ...],
    ) -> Any:
        one = fields[-1]
        want, have = wanted.get(one.name, one.default), now.get(one.name, one.default)
        if one.kind.same(want, have) if _said(one, wanted) else want == have:
            return have
        verdict = self._verdict(one, wanted, have, before)
        place = (self.owner.section.name, self.key, tuple(field.name for field in fields))
        if verdict not in WRITTEN and self.owner.restored(place):
            verdict = Verdict.SET
        self.owner.found.changes.append(
            Change(self.owner.section, self.key, verdict, self.title, fields, want, have, clause)
        )
        return want if verdict in WRITTEN else have

    def _verdict(self, one: Field, wanted: Data, have: Any, before: Data | None) -> Verdict:
        if one.name in CITED_NAMES:
            return Verdict.SET
        said_before = before is not None and _said(one, before)
        was = (before or {}).get(one.name, one.default)
        if _said(one, wanted):
            by_hand = said_before and was == wanted.get(one.name, one.default)
            return Verdict.KEPT if by_hand else Verdict.SET
        if not said_before:
            return Verdict.OWN
        return Verdict.SET if was == have else Verdict.KEPT


def _said(one: Field, row: Data) -> bool:
    return one.implied or one.name in row


def _clauses(row: Data, name: str = "") -> tuple[str, ...]:
    """The clauses of one field, or of the whole row."""
    if name:
        return tuple(row.get("clauses", {}).get(name, ()))
    return tuple(row.get("clause", ()))


def silent(sections: Iterable[Section], data: Data) -> Iterator[tuple[Section, Field | None]]:
    """What the profile leaves to the program: whole sections, and fields of its tables."""
    for section in sections:
        if section.name not in data:
            yield section, None
        elif not section.is_rows:
            for one in section.fields:
                if one.name not in data[section.name]:
                    yield section, one
