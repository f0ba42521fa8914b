"""The journal of a municipality: found, page by page from the newest, opened, taken out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Topic
from mcu.core.models import JournalAnchor, JournalCheck, JournalEntry
from mcu.desk.rules import journal as rules
from mcu.desk.rules.journal_fields import FIELDS
from mcu.org.models import Block, Body, Person
from mcu.org.rules.roles import Actor

PAGE = 50
CHUNK = 2000
PROGRAM = 0
# Where the object of an entry is looked at; its page says 404 when it is gone or not to be seen.
DOORS = {
    "cases.case": "cases:card",
    "cases.topic": "desk:topic",
    "cases.norm": "desk:norm",
    "org.person": "org:person",
    "intake.importrun": "intake:run",
}
NAMED: dict[str, Any] = {
    "body_id": Body, "block_id": Block, "topic_id": Topic, "executor_id": Person,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Days are local, both ends included; `before` is the number the page goes on from.

    `action` is a code or `group:…`; `person` is PROGRAM for what nobody did by hand; `of` is the
    type and the key of an object, `object` the beginning of its name.
    """

    action: str = ""
    person: int | None = None
    object: str = ""
    of: tuple[str, int] | None = None
    request: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with its sentence and what it changed, in words."""

    entry: JournalEntry
    what: str
    changes: list[tuple[str, str, str]]

    @property
    def url(self) -> str:
        """The page of the object, if it has one."""
        door = DOORS.get(self.entry.object_type)
        return reverse(door, args=[self.entry.object_id]) if door and self.entry.object_id else ""

    @property
    def of(self) -> str:
        """What the filter of this object is called in the URL."""
        key = self.entry.object_id
        return f"{self.entry.object_type}:{key}" if key is not None else ""

    @property
    def told(self) -> str:
        """The changes as one line."""
        return " · ".join(
            f"{field}: {was} → {became or 'пусто'}" if was else f"{field}: {became}"
            for field, was, became in self.changes
        )


@dataclass(frozen=True, slots=True)
class JournalPage:
    """`next` is where the following page begins; None on the last one."""

    entries: list[Entry]
    next: int | None


def journal_page(actor: Actor, chosen: JournalFilter) -> JournalPage:
    """Fifty entries in the order of time; one query, two when the page is not the first."""
    found = list(_page(actor, chosen, PAGE + 1))
    more = found[PAGE - 1].sequence if len(found) > PAGE else None
    tz = timezone.get_current_timezone()
    return JournalPage([_entry(entry, tz) for entry in found[:PAGE]], more)


def journal_entry(actor: Actor, sequence: int) -> Entry:
    """One entry with every field of it; Http404 when the journal here has no such number."""
    entries = JournalEntry.objects.filter(municipality_id=actor.municipality_id)
    entry = entries.filter(sequence=sequence).first()
    if entry is None:
        raise Http404("Записи с таким номером в журнале нет.")
    tz = timezone.get_current_timezone()
    shown = _entry(entry, tz)
    return replace(shown, changes=_changes(_named(entry.before), _named(entry.after), tz))


def journal_rows(actor: Actor, chosen: JournalFilter, tz: tzinfo) -> Iterator[tuple[Any, ...]]:
    """Every entry that fits, for a file; in chunks, so that millions take no memory."""
    while chunk := list(_page(actor, chosen, CHUNK)):
        for entry in chunk:
            shown = _entry(entry, tz)
            yield (
                entry.sequence, entry.at, entry.actor_name, shown.what, entry.object_name,
                shown.told, entry.action, entry.request_id, entry.hash,
            )  # fmt: skip
        chosen = replace(chosen, before=chunk[-1].sequence)


def journal_count(actor: Actor, chosen: JournalFilter, most: int) -> int:
    """How many entries fit, counted up to `most`."""
    return _matching(actor, chosen)[:most].count()


def last_check(actor: Actor) -> JournalCheck | None:
    """The verification that was asked for last."""
    return JournalCheck.objects.filter(municipality_id=actor.municipality_id).first()


def journal_anchors(actor: Actor) -> QuerySet[JournalAnchor]:
    """The daily lines, the newest first."""
    return JournalAnchor.objects.filter(municipality_id=actor.municipality_id)


def _page(actor: Actor, chosen: JournalFilter, size: int) -> QuerySet[JournalEntry]:
    entries = _matching(actor, chosen).filter(_behind(actor, chosen.before))
    return entries.order_by("-at", "-sequence")[:size]


def _behind(actor: Actor, before: int | None) -> Q:
    """What comes after this entry in the order of time; numbers alone would be out of order where
    an act was told of later than it was done."""
    if not before:
        return Q()
    entries = JournalEntry.objects.filter(municipality_id=actor.municipality_id, sequence=before)
    at = entries.values_list("at", flat=True).first()
    if at is None:
        return Q(sequence__lt=before)
    return Q(at__lte=at) & (Q(at__lt=at) | Q(sequence__lt=before))


def _matching(actor: Actor, chosen: JournalFilter) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.filter(municipality_id=actor.municipality_id)
    if chosen.action:
        entries = entries.filter(action__in=rules.codes_of(chosen.action))
    if chosen.person is not None:
        entries = entries.filter(actor_id=chosen.person or None)
    if chosen.of:
        entries = entries.filter(object_type=chosen.of[0], object_id=chosen.of[1])
    if chosen.object:
        entries = entries.filter(object_name__startswith=_as_named(chosen.object))
    if chosen.request:
        entries = entries.filter(request_id=chosen.request)
    return entries.filter(_days(chosen))


def _days(chosen: JournalFilter) -> Q:
    since = Q(at__gte=_midnight(chosen.since)) if chosen.since else Q()
    until = Q(at__lt=_midnight(chosen.until + timedelta(days=1))) if chosen.until else Q()
    return since & until


def _as_named(words: str) -> str:
    """«2026-11-5» is written «№ 2026-11-5» in the journal."""
    number = words.removeprefix("№").strip()
    return f"№ {number}" if number[:1].isdigit() else words


def _entry(entry: JournalEntry, tz: tzinfo) -> Entry:
    what = rules.what(entry.action, entry.after, tz)
    return Entry(entry, what, _changes(entry.before, entry.after, tz, rules.spoken(entry.action)))


def _changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    tz: tzinfo,
    spoken: frozenset[str] | None = None,
) -> list[tuple[str, str, str]]:
    """(field, was, became); with `spoken` only what is worth reading beside a sentence that says
    these fields already."""
    names = list(dict.fromkeys([*before, *after]))
    if spoken is not None:
        names = [name for name in names if name not in spoken and rules.is_worth_reading(name)]
    told = [
        (
            FIELDS.get(name, name),
            rules.words(name, before.get(name), tz),
            rules.words(name, after.get(name), tz),
        )
        for name in names
    ]
    return [change for change in told if change[1] or change[2]]


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keys of bodies, blocks, topics and people replaced by what they are called now."""
    return {name: _name(name, value) for name, value in values.items()}


def _name(name: str, value: Any) -> Any:
    model = NAMED.get(name)
    found = model.objects.filter(pk=value).first() if model and isinstance(value, int) else None
    return str(found) if found else value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
