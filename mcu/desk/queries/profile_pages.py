"""«Профиль» and «Чем мы отличаемся от акта»: what stands, by which clause, and who changed it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from mcu.cases.models import ChannelUse, Topic
from mcu.cases.rules.words import Channel
from mcu.core.models import JournalEntry
from mcu.core.profile import Field, Many, Ref, Rows, Section, Table, Trace
from mcu.core.profile.difference import WRITTEN, Change, Verdict
from mcu.desk.queries.profile import (
    PARTS,
    SECTIONS,
    Wanted,
    comparison,
    completed,
    now,
    wanted_from,
)
from mcu.desk.rules.profile import SIGNS
from mcu.org.models import LoadedProfile, Municipality
from mcu.org.queries.profile import last_profile, said_before
from mcu.org.rules.profile.citing import cite

DEFAULT = "по умолчанию программы"
UNVERIFIED = "не проверено"
NOT_SWITCHED_ON = "назначен актом, не включён"
LONG = 8
SHOWN = 20
# What a title or a tag already tells.
TOLD = frozenset(
    {"code", "name", "title", "term", "verified", "active", "named", "enabled", "role", "day"}
)
# Where people change a section; with a star, the page of the row.
PAGES = {
    "centre": "org:centre",
    "holidays": "org:calendar",
    "blocks": "org:organisation",
    "bodies": "org:organisation",
    "acts": "org:act*",
    "normative_base": "org:normative",
    "norms": "desk:norm*",
    "topics": "desk:topic*",
    "routes": "desk:topic*",
    "channels": "desk:profile",
    "fast_routes": "desk:fast-route*",
    "rules": "desk:rule*",
    "approvals": "cases:checks",
    "approval_stages": "cases:checks",
    "checks": "cases:checks",
    "appeals": "cases:appeal-setup",
    "reports": "reports:form*",
}
TOLD_INSIDE = frozenset({"code", "verified"})
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One setting in words, with its clause; `tag` says where it comes from when not from the act."""

    label: str
    words: str
    clause: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a section, or what a table says; `switch` is the channel that can be switched."""

    title: str
    lines: list[Line]
    clause: str = ""
    tags: list[str] = field(default_factory=list)
    switch: ChannelUse | None = None


@dataclass(frozen=True, slots=True)
class SectionShown:
    section: Section
    rows: list[Shown]
    quiet: list[str]

    @property
    def long(self) -> bool:
        """Folded until asked for, but not where there is something to switch."""
        return len(self.rows) > LONG and not any(row.switch for row in self.rows)


@dataclass(frozen=True, slots=True)
class ProfilePage:
    last: LoadedProfile | None
    sections: list[SectionShown]
    quiet: list[str]
    differences: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that is not as the act says; `entry` is the journal's word of who changed it."""

    change: Change
    title: str
    clause: str
    entry: JournalEntry | None
    page: str

    @property
    def sign(self) -> str:
        return SIGNS[self.change.verdict]

    @property
    def key(self) -> str:
        return json.dumps(self.change.key)

    @property
    def field(self) -> str:
        return json.dumps(self.change.place[2])


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """`beyond` is what people added where the act is silent, by section, the first few of each."""

    last: LoadedProfile | None
    changes: list[Difference]
    beyond: list[tuple[Section, list[Difference], int]]


def profile_page(place: Municipality) -> ProfilePage:
    """Every section as it stands; a constant number of queries."""
    last, profile = _loaded(place)
    stands = now(place, said_before(place, PARTS))
    view = _View(place, profile, stands)
    shown = [view.section(section) for section in SECTIONS.values() if section.name in stands]
    quiet = [
        s.title
        for s in SECTIONS.values()
        if s.name not in (profile.document.data if profile else {})
    ]
    found = comparison(place, profile).changes if profile else []
    return ProfilePage(last, shown, quiet, sum(_differs(one, profile) for one in found))


def difference_page(place: Municipality) -> DifferencePage:
    """What was changed by hand against the profile loaded last, with who did it and when."""
    last, profile = _loaded(place)
    if profile is None:
        return DifferencePage(None, [], [])
    changes = comparison(place, profile).changes
    traces = _traces(place, {change.section.name for change in changes})
    entries = _entries(place, traces.values())
    names = _names(place, {})
    told = [_difference(change, profile, traces, entries, names) for change in changes]
    beyond: dict[str, list[Difference]] = {}
    for one in told:
        if not _differs(one.change, profile):
            beyond.setdefault(one.change.section.name, []).append(one)
    return DifferencePage(
        last,
        [one for one in told if _differs(one.change, profile)],
        [(SECTIONS[name], rows[:SHOWN], len(rows)) for name, rows in beyond.items()],
    )


def preview_rows(
    place: Municipality, profile: Wanted, changes: Iterable[Change]
) -> list[Difference]:
    """What loading would do, in words."""
    names = _names(place, {})
    return [_difference(change, profile, {}, {}, names) for change in changes]


def _loaded(place: Municipality) -> tuple[LoadedProfile | None, Wanted | None]:
    last = last_profile(place)
    return last, wanted_from(last.text, last.name) if last else None


def _differs(change: Change, profile: Wanted | None) -> bool:
    """Whether the act speaks of it at all; a list it does not have may hold anything."""
    silent = profile is not None and change.section.name not in profile.document.data
    return change.verdict != Verdict.OWN and not (silent and change.verdict in WRITTEN)


class _View:
    """Turns what stands into words."""

    def __init__(
        self, place: Municipality, profile: Wanted | None, stands: Mapping[str, Any]
    ) -> None:
        self.said = profile.document.data if profile else {}
        self.meant = profile.meant if profile else {}
        self.acts = {row["code"]: row for row in stands.get("acts", ())}
        self.stands = stands
        self.names = _names(place, stands)
        self.channels = {row.code: row for row in ChannelUse.objects.filter(municipality=place)}
        self.common = completed({"municipality": stands["municipality"]})

    def section(self, section: Section) -> SectionShown:
        value = self.stands[section.name]
        if section.is_rows:
            return SectionShown(section, [self._row(section, row) for row in value], [])
        said = self.said.get(section.name, {})
        lines = [*self._table(section, value)]
        quiet = [
            one.label for one in section.fields if one.name not in said and one.default is None
        ]
        clause = cite(value.get("clause", ()), self.acts)
        return SectionShown(section, [Shown("", lines, clause)], quiet)

    def _row(self, section: Section, row: Mapping[str, Any]) -> Shown:
        fields = [one for one in section.fields if one.name not in TOLD | set(section.key)]
        switch = self.channels.get(row["code"]) if section.name == "channels" else None
        title = _called(section, section.key_of(row), self.names) or section.called(row)
        clause = cite(row.get("clause", ()), self.acts)
        return Shown(
            title, [*self._lines(fields, row)], clause, [*self._tags(section, row)], switch
        )

    def _tags(self, section: Section, row: Mapping[str, Any]) -> Iterator[str]:
        key = section.key_of(row)
        if section.name == "channels" and not row.get("enabled", True):
            yield NOT_SWITCHED_ON if row.get("named") else "не включён"
        if row.get("active") is False:
            yield "не действует"
        if "verified" in section.defaults and unverified(row):
            yield UNVERIFIED
        if key not in _keys(section, self.said) and key in _keys(section, self.common):
            yield DEFAULT
        elif key not in _keys(section, self.meant):
            yield "в акте нет"

    def _table(self, section: Section, value: Mapping[str, Any]) -> Iterator[Line]:
        """Every field of a table: what the program takes by itself is marked."""
        said = self.said.get(section.name, {})
        for one in section.fields:
            shown = {one.name: one.default, **value}
            tag = DEFAULT if one.name not in said and shown[one.name] == one.default else ""
            for line in self._lines([one], shown):
                yield replace(line, tag=line.tag or tag)

    def _lines(
        self, fields: Iterable[Field], row: Mapping[str, Any], around: str = ""
    ) -> Iterator[Line]:
        """What the row says, each with the clause of its field."""
        clauses = row.get("clauses", {})
        for one in fields:
            value = row.get(one.name, one.default if one.implied else None)
            label = f"{around}{one.label}"
            if value in (None, "", [], {}) or (one.implied and value is False):
                continue
            if isinstance(one.kind, Table):
                yield from self._inner_table(one.kind, label, value)
            elif isinstance(one.kind, Rows):
                yield from self._inner_rows(one.kind, label, value)
            else:
                clause = cite(clauses.get(one.name, ()), self.acts)
                yield Line(label, self._words(one, value), clause)

    def _inner_table(self, kind: Table, label: str, value: Mapping[str, Any]) -> Iterator[Line]:
        """The clause of the whole table stands at its first line."""
        whole = cite(value.get("clause", ()), self.acts)
        for number, line in enumerate(self._lines(kind.fields, value, f"{label}: ")):
            yield line if number or line.clause else replace(line, clause=whole)

    def _inner_rows(
        self, kind: Rows, label: str, rows: Iterable[Mapping[str, Any]]
    ) -> Iterator[Line]:
        proven = any(one.name == "verified" for one in kind.fields)
        for number, row in enumerate(rows):
            told = [one for one in kind.fields if row.get(one.name) and one.name not in TOLD_INSIDE]
            words = [
                f"{'' if one.required else f'{one.label}: '}{self._words(one, row[one.name])}"
                for one in told
            ]
            tag = UNVERIFIED if proven and unverified(row) else ""
            clause = cite(row.get("clause", ()), self.acts)
            yield Line("" if number else label, "; ".join(words), clause, tag)

    def _words(self, one: Field, value: Any) -> str:
        kind = one.kind
        if isinstance(kind, Ref):
            return self.names.get(kind.section, {}).get(value, value)
        if isinstance(kind, Many) and isinstance(kind.kind, Ref):
            known = self.names.get(kind.kind.section, {})
            return ", ".join(known.get(item, item) for item in value)
        return kind.words(value)


def _names(place: Municipality, stands: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Section → code → how people call it."""
    names = {
        name: {row["code"]: SECTIONS[name].called(row) for row in rows if "code" in row}
        for name, rows in stands.items()
        if isinstance(rows, list)
    }
    topics = Topic.objects.filter(municipality=place, until_version__isnull=True)
    names["topics"] = dict(topics.values_list("code", "name"))
    known = {value: str(label) for value, label in Channel.choices}
    used = ChannelUse.objects.filter(municipality=place, own=True)
    names["channels"] = known | dict(used.values_list("code", "name"))
    return names


def _called(section: Section, key: tuple[str, ...], names: Names) -> str:
    """The name of what a key speaks of; empty where the row itself says it."""
    if section.name == "channels":
        return names["channels"].get(key[0], "")
    if section.name != "routes":
        return ""
    return ", ".join(filter(None, (names["topics"].get(key[0], key[0]), key[1])))


def unverified(row: Mapping[str, Any]) -> bool:
    """Known from elsewhere than the act, and nobody has looked into the text."""
    return not row.get("verified") and ("source" in row or "clause" not in row)


def _keys(section: Section, data: Mapping[str, Any]) -> set[tuple[str, ...]]:
    return {section.key_of(row) for row in data.get(section.name, ())}


def _difference(
    change: Change, profile: Wanted, traces: Mapping[Any, Trace],
    entries: Mapping[tuple[str, int], list[JournalEntry]], names: Names,
) -> Difference:  # fmt: skip
    trace = traces.get((change.section.name, change.key))
    called = _called(change.section, change.key, names)
    title = replace(change, title=called).label if called else change.label
    return Difference(
        change,
        title,
        cite(change.clause, profile.acts),
        _changed_by(change, trace, entries),
        _page(change.section.name, trace),
    )


def _page(section: str, trace: Trace | None) -> str:
    """Where a person changes it; empty when there is no such page."""
    route = PAGES.get(section, "")
    if route.endswith("*"):
        return reverse(route.rstrip("*"), args=trace.page) if trace and trace.page else ""
    return reverse(route) if route else ""


def _changed_by(
    change: Change, trace: Trace | None, entries: Mapping[tuple[str, int], list[JournalEntry]]
) -> JournalEntry | None:
    """The latest entry that names the field, or speaks of the row at all."""
    keys = trace.keys if trace else ()
    found = [entry for key in keys for entry in entries.get((trace.kind, key), [])] if trace else []
    found.sort(key=lambda entry: -entry.sequence)
    names = set(change.place[2])
    naming = (entry for entry in found if names & {*entry.before, *entry.after})
    return next(naming, found[0] if found else None)


def _traces(place: Municipality, sections: Collection[str]) -> dict[Any, Trace]:
    found: dict[Any, Trace] = {}
    for part in PARTS:
        found |= part.traces(place, sections)
    return found


def _entries(
    place: Municipality, traces: Iterable[Trace]
) -> dict[tuple[str, int], list[JournalEntry]]:
    """Acts of people upon what the traces name, the newest first; one query."""
    kinds: dict[str, set[int]] = {}
    for trace in traces:
        kinds.setdefault(trace.kind, set()).update(trace.keys)
    entries = JournalEntry.objects.filter(
        municipality_id=place.pk,
        object_type__in=kinds,
        object_id__in={key for keys in kinds.values() for key in keys},
    ).exclude(action__startswith="profile.")
    found: dict[tuple[str, int], list[JournalEntry]] = {}
    for entry in entries.order_by("-sequence")[:2000]:
        if entry.object_id is not None:
            found.setdefault((entry.object_type, entry.object_id), []).append(entry)
    return found
