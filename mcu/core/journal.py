"""Writing and verifying the journal.

Every action of the program leaves one entry here, in its own transaction, as its last step:
the head of the municipality's chain is locked only until that transaction ends.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db import connection, models
from django.utils import timezone

from mcu.core.models import JournalEntry, JournalHead

request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "скрыто"
PERSONAL = frozenset(
    {"applicant_name", "applicant_contacts", "applicant_profile", "original_text", "password"}
)


class Actor(Protocol):
    """Whoever acts: a person or the program itself."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain stops being what was written."""

    municipality_id: int
    sequence: int
    entry_id: int | None
    reason: str


def write(
    action: str,
    *,
    by: Actor,
    municipality_id: int,
    of: models.Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> JournalEntry:
    """Append one entry to the municipality's chain; call it inside the action's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a journal entry belongs to the transaction of its action")
    head = _head(municipality_id)
    entry = JournalEntry(
        municipality_id=municipality_id,
        sequence=head.sequence + 1,
        at=at or timezone.now(),
        action=action,
        actor_id=by.person_id,
        actor_name=by.name,
        object_type=of._meta.label_lower if of else "",
        object_id=of.pk if of else None,
        object_name=str(of)[:300] if of else "",
        before=_plain(before),
        after=_plain(after),
        request_id=request_id.get(),
        previous_hash=head.hash,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    JournalHead.objects.filter(pk=municipality_id).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _head(municipality_id: int) -> JournalHead:
    """The end of the chain, locked; the first entry of a municipality makes it."""
    heads = JournalHead.objects.select_for_update().filter(pk=municipality_id)
    found = heads.first()
    if found is None:
        JournalHead.objects.bulk_create(
            [JournalHead(municipality_id=municipality_id)], ignore_conflicts=True
        )
        found = heads.get()
    return found


def digest(entry: JournalEntry) -> str:
    """SHA-256 over the previous hash and every field of the entry, in one canonical form."""
    body = {
        "municipality": entry.municipality_id,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": [entry.actor_id, entry.actor_name],
        "object": [entry.object_type, entry.object_id, entry.object_name],
        "before": entry.before,
        "after": entry.after,
        "request": entry.request_id,
        "previous": entry.previous_hash,
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(municipality_id: int) -> Break | None:
    """Walk one chain; the first broken row, or None when every row is as it was written."""
    expected, previous = 1, "0" * 64
    for entry in _entries(municipality_id):
        reason = _broken(entry, expected, previous)
        if reason:
            return Break(municipality_id, expected, entry.pk, reason)
        expected, previous = expected + 1, entry.hash
    head = JournalHead.objects.filter(pk=municipality_id).first()
    if head is None:
        return Break(municipality_id, expected, None, "нет конца цепочки") if expected > 1 else None
    if (head.sequence, head.hash) != (expected - 1, previous):
        return Break(municipality_id, expected, None, "последних записей не хватает")
    return None


def municipalities() -> list[int]:
    """Every municipality that has a chain or entries without one."""
    heads = JournalHead.objects.values_list("municipality_id", flat=True)
    written = JournalEntry.objects.values_list("municipality_id", flat=True).distinct()
    return sorted({*heads, *written})


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict, dict]:
    """Only what differs, ready to be journalled."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def _entries(municipality_id: int) -> Iterator[JournalEntry]:
    entries = JournalEntry.objects.filter(municipality_id=municipality_id).order_by("sequence")
    return entries.iterator(chunk_size=2000)


def _broken(entry: JournalEntry, expected: int, previous: str) -> str:
    if entry.sequence != expected:
        return f"записи № {expected} нет"
    if entry.previous_hash != previous:
        return "запись не продолжает предыдущую"
    if entry.hash != digest(entry):
        return "содержание записи изменено"
    return ""


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    values = values or {}
    return {key: HIDDEN if key in PERSONAL else _value(value) for key, value in values.items()}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_value(item) for item in value]
    if isinstance(value, (float, Decimal)):
        return str(value)
    return str(value)
