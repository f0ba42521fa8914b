"""Subscribers are told what happened: found by the journal from a cursor, put into the outbox once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mcu.cases.models import Case
from mcu.channels.actions import post
from mcu.channels.models import Channel
from mcu.connectors.webhook.connector import WebhookConnector
from mcu.core import vault
from mcu.core.models import JournalEntry, JournalHead
from mcu.exchange.models import HookCursor
from mcu.exchange.rules.events import event_of, told, wanted

ENTRIES = 500
KIND = "event"


def subscribers() -> list[Channel]:
    """Connections that want events and may get them."""
    channels = Channel.objects.filter(transport=WebhookConnector.code, active=True, replies=True)
    return list(channels.order_by("pk"))


@transaction.atomic
def tell(*, channel: Channel, now: datetime) -> int:
    """The next entries of the journal; how many were looked at. The first look only begins.

    The numbers of a journal have no gaps and are given in the order of commits, and the cursor moves
    in the transaction of the letters: nothing is passed over, nothing is told twice.
    """
    head = JournalHead.objects.filter(pk=channel.municipality_id).first()
    last = head.sequence if head else 0
    cursor, first = HookCursor.objects.select_for_update().get_or_create(
        channel=channel, defaults={"sequence": last}
    )
    if first:
        return 0
    rows = JournalEntry.objects.filter(
        municipality_id=channel.municipality_id, sequence__gt=cursor.sequence, sequence__lte=last
    )
    entries = list(rows.order_by("sequence")[:ENTRIES])
    _post(channel, entries, now)
    cursor.sequence = entries[-1].sequence if len(entries) == ENTRIES else last
    cursor.save(update_fields=["sequence"])
    return len(entries)


def _post(channel: Channel, entries: Sequence[JournalEntry], now: datetime) -> None:
    settings = vault.unseal(channel.settings or b"")
    chosen = [(entry, event_of(entry.action, entry.after)) for entry in entries]
    chosen = [pair for pair in chosen if wanted(pair[1], settings)]
    cases = Case.objects.in_bulk([entry.object_id for entry, _ in chosen if entry.object_id])
    for entry, event in chosen:
        case = cases.get(entry.object_id or 0)
        if case is None:
            continue
        key = f"event:{channel.pk}:{entry.sequence}"
        post(
            channel=channel, key=key, kind=KIND, to={"subscriber": channel.name},
            title=f"{event} {case.number}", text=told(key, event, entry.at.isoformat(), _case(case)),
            now=now,
        )  # fmt: skip


def _case(case: Case) -> dict[str, object]:
    return {
        "id": case.pk, "number": case.number, "state": case.state, "outcome": case.outcome,
        "path": f"/api/v1/cases/{case.pk}",
    }  # fmt: skip
