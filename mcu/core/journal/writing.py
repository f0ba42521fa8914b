"""Writing the journal.

Every action of the program leaves one entry here, in its own transaction, as its last step:
the head of the municipality's chain is locked only until that transaction ends.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db import connection, models, transaction
from django.utils import timezone

from mcu.core.models import JournalEntry, JournalHead

request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "скрыто"
PERSONAL = frozenset(
    {
        "applicant_name",
        "applicant_contacts",
        "applicant_profile",
        "signatory_names",
        "original_text",
        "password",
    }
)


HASHED = (
    "municipality_id", "sequence", "at", "action", "actor_id", "actor_name", "object_type",
    "object_id", "object_name", "before", "after", "request_id", "previous_hash",
)  # fmt: skip
# Made once: `json.dumps` with these arguments makes an encoder for every row.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Actor(Protocol):
    """Whoever acts: a person or the program itself."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


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
    entry = _entry(action, by, municipality_id, of, before, after, at)
    _append(municipality_id, [entry])
    return entry


def write_each(
    action: str,
    *,
    by: Actor,
    municipality_id: int,
    of: Iterable[tuple[models.Model, Mapping[str, Any]]],
    at: datetime | None = None,
) -> None:
    """The same act on many objects at once, each with what is after it: an entry for every one."""
    entries = [_entry(action, by, municipality_id, one, None, after, at) for one, after in of]
    _append(municipality_id, entries)


def _entry(
    action: str,
    by: Actor,
    municipality_id: int,
    of: models.Model | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    at: datetime | None,
) -> JournalEntry:
    return JournalEntry(
        municipality_id=municipality_id,
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
    )


def _append(municipality_id: int, entries: Sequence[JournalEntry]) -> None:
    """Each takes the hash of the one before it; the end of the chain is locked once for all of them."""
    if not connection.in_atomic_block:
        raise RuntimeError("a journal entry belongs to the transaction of its action")
    head = _head(municipality_id)
    for entry in entries:
        entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
        entry.hash = digest(entry)
        head.sequence, head.hash = entry.sequence, entry.hash
    JournalEntry.objects.bulk_create(entries)
    JournalHead.objects.filter(pk=municipality_id).update(sequence=head.sequence, hash=head.hash)


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


def record(action: str, *, by: Actor, municipality_id: int, **values: Any) -> JournalEntry:
    """Remember an act that changed nothing else: something was read, taken out or refused."""
    with transaction.atomic():
        return write(action, by=by, municipality_id=municipality_id, **values)


def digest(entry: JournalEntry) -> str:
    """SHA-256 over the previous hash and every field of the entry, in one canonical form."""
    return digest_of({name: getattr(entry, name) for name in HASHED})


def digest_of(row: Mapping[str, Any]) -> str:
    """The same for the plain values of a row."""
    body = {
        "municipality": row["municipality_id"],
        "sequence": row["sequence"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "action": row["action"],
        "actor": [row["actor_id"], row["actor_name"]],
        "object": [row["object_type"], row["object_id"], row["object_name"]],
        "before": row["before"],
        "after": row["after"],
        "request": row["request_id"],
        "previous": row["previous_hash"],
    }
    return hashlib.sha256(_encode(body).encode()).hexdigest()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict, dict]:
    """Only what differs, ready to be journalled."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def put(row: Any, given: Mapping[str, Any]) -> tuple[dict, dict]:
    """Set on the row what differs, unsaved; what it was and what it is, to be journalled."""
    before = {name: getattr(row, name) for name in given} if row.pk else {}
    old, new = changes(before, given)
    for name, value in new.items():
        setattr(row, name, value)
    return old, new


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
