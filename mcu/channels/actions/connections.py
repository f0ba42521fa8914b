"""A service is connected, changed, stopped and mended; its secrets are sealed and never told again."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mcu.channels.models import Channel
from mcu.channels.rules import HOOK
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import Can
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission


def connect(
    *, transport: str, name: str, settings: Mapping[str, Any], reads: bool, replies: bool, by: Actor
) -> Channel:
    """A new connection; the door at which the service may call gets a part nobody guesses."""
    require(by, Permission.CHANNELS)
    if transport not in CONNECTORS:
        raise RuleViolation("Такого канала нет. Обновите страницу.")
    token = secrets.token_urlsafe(24)
    channel = Channel(
        municipality_id=by.municipality_id,
        transport=transport,
        name=_name(name),
        settings=vault.seal({**settings, HOOK: token}),
        hook=vault.blind(token) if Can.HOOK in CONNECTORS[transport].can else None,
        reads=reads,
        replies=replies,
    )
    with transaction.atomic():
        _save(channel)
        _journal("channel.connect", channel, by)
    return channel


def change(
    *, channel: Channel, name: str, settings: Mapping[str, Any], reads: bool, replies: bool,
    by: Actor,
) -> Channel:  # fmt: skip
    """Other settings, which were tried: what stood still goes on."""
    require(by, Permission.CHANNELS)
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(pk=channel.pk)
        kept = vault.unseal(row.settings or b"")
        before = {"reads": row.reads, "sends": row.replies}
        row.name, row.reads, row.replies = _name(name), reads, replies
        row.settings = vault.seal({**settings, HOOK: kept[HOOK]})
        row.stopped_at, row.quiet_until, row.problem = None, None, ""
        _save(row)
        _journal("channel.change", row, by, before)
    return row


@transaction.atomic
def turn(*, channel: Channel, active: bool, by: Actor) -> None:
    """Let it work, or hold it: what waits is not lost."""
    require(by, Permission.CHANNELS)
    before = {"active": channel.active}
    Channel.objects.filter(pk=channel.pk).update(active=active)
    channel.active = active
    _journal("channel.turn", channel, by, before)


def stop(*, channel: Channel, sentence: str, now: datetime) -> None:
    """The service says that a person has to mend something first."""
    standing = Channel.objects.filter(pk=channel.pk, stopped_at__isnull=True)
    standing.update(stopped_at=now, problem=sentence[:500])


def mend(*, channel: Channel) -> None:
    """The service answers as it should: whatever hindered is over."""
    Channel.objects.filter(pk=channel.pk).update(stopped_at=None, quiet_until=None, problem="")


def _name(name: str) -> str:
    name = " ".join(name.split())[:100]
    if not name:
        raise RuleViolation("Назовите канал, чтобы отличать его от других.")
    return name


def _save(channel: Channel) -> None:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as twice:
        raise RuleViolation(
            f"Канал «{channel.name}» этого вида уже есть. Назовите новый иначе."
        ) from twice


def _journal(
    action: str, channel: Channel, by: Actor, before: dict[str, Any] | None = None
) -> None:
    journal.write(
        action,
        by=by,
        municipality_id=channel.municipality_id,
        of=channel,
        before=before or {},
        after={
            "name": channel.name, "system": CONNECTORS[channel.transport].title,
            "active": channel.active, "reads": channel.reads, "sends": channel.replies,
        },
    )  # fmt: skip
