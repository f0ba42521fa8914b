"""How connections stand: what waits, what could not be understood, when something came last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404

from mcu.channels.models import Channel, Outgoing
from mcu.channels.queries import connections_for
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import Can, Connector
from mcu.core import vault
from mcu.intake.models import Arrival, Source
from mcu.org.rules.roles import Actor

PAGE = 50
COUNTED = 1000
SILENT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Health:
    """One connection as the page shows it. `level` and `words` say how it stands."""

    channel: Channel
    connector: type[Connector]
    source: Source | None
    waiting: int
    oldest: datetime | None
    failed: int
    outgoing: int
    stuck: int
    level: str
    words: str

    @property
    def trouble(self) -> str:
        """What hinders it, in the words of the service's connector."""
        return self.channel.problem or (self.source.problem if self.source else "")


def health_of(actor: Actor, now: datetime) -> list[Health]:
    """Every connection of the municipality; four queries."""
    channels = list(connections_for(actor))
    keys = [channel.pk for channel in channels]
    sources = Source.objects.in_bulk(keys)
    backlog = {row["channel"]: row for row in _backlog(keys)}
    outbox = {row["channel"]: row for row in _outbox(keys)}
    return [
        _health(each, sources.get(each.pk), backlog.get(each.pk, {}), outbox.get(each.pk, {}), now)
        for each in channels
    ]


def due_sources(now: datetime) -> list[Channel]:
    """Connections that are to be asked now."""
    asked = [code for code, each in CONNECTORS.items() if Can.FETCH in each.can]
    channels = reading().filter(transport__in=asked)
    rested = Q(source__isnull=True) | Q(source__not_before__isnull=True)
    found = channels.filter(rested | Q(source__not_before__lte=now)).select_related("source")
    return [channel for channel in found if _is_due(channel, now)]


def listening() -> QuerySet[Channel]:
    """Connections whose services tell at once, to whoever stays on the line, what is new."""
    return reading().filter(
        transport__in=[code for code, each in CONNECTORS.items() if Can.LISTEN in each.can]
    )


def with_since() -> QuerySet[Source]:
    """Where a person asked for everything from a day on."""
    return Source.objects.filter(since__isnull=False, channel__in=reading())


def reading() -> QuerySet[Channel]:
    """Connections that are read at all."""
    return Channel.objects.filter(
        transport__in=CONNECTORS, active=True, reads=True, stopped_at__isnull=True
    ).select_related("municipality")


def with_waiting() -> QuerySet[Channel]:
    """Connections with something to understand; one that is held still digests what it brought."""
    waiting = Arrival.objects.filter(state=Arrival.State.WAITING)
    return Channel.objects.filter(pk__in=waiting.values("channel")).select_related("municipality")


def waiting_of(channel: Channel) -> QuerySet[Arrival]:
    """What is to be understood, in the order it came."""
    return Arrival.objects.filter(channel=channel, state=Arrival.State.WAITING).order_by("pk")


def with_files() -> QuerySet[Arrival]:
    """Digested, with files that are still to be fetched."""
    return Arrival.objects.filter(files_left=True).select_related("channel__municipality")


def failed_of(channel: Channel, before: int | None = None) -> list[Arrival]:
    """What could not be understood, the newest first."""
    rows = Arrival.objects.filter(channel=channel, state=Arrival.State.FAILED)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.defer("sealed").order_by("-pk")[:PAGE])


def arrival_for(actor: Actor, channel: Channel, pk: int) -> Arrival:
    """Something that came by a connection of the actor's municipality, else Http404."""
    found = Arrival.objects.filter(channel=channel, municipality_id=actor.municipality_id, pk=pk)
    row = found.first()
    if row is None:
        raise Http404("Такого поступления нет.")
    return row


def troubles_for(actor: Actor, now: datetime) -> list[Health]:
    """Connections that somebody has to look after: they stand, or something waits for a person."""
    found = health_of(actor, now)
    return [each for each in found if each.level == "late" or each.failed or each.stuck]


def channel_at(token: str) -> Channel | None:
    """The connection behind a door; one query, by a digest that says nothing of the address."""
    return Channel.objects.filter(hook=vault.blind(token)).first()


def _is_due(channel: Channel, now: datetime) -> bool:
    source = getattr(channel, "source", None)
    every = CONNECTORS[channel.transport].every
    return source is None or source.asked_at is None or now - source.asked_at >= every * 0.9


def _backlog(keys: list[int]):  # type: ignore[no-untyped-def]
    open_ones = Arrival.objects.filter(
        channel__in=keys, state__in=[Arrival.State.WAITING, Arrival.State.FAILED]
    )
    waiting = Q(state=Arrival.State.WAITING)
    return open_ones.order_by().values("channel").annotate(
        waiting=Count("pk", filter=waiting), failed=Count("pk", filter=~waiting),
        oldest=Min("received_at", filter=waiting),
    )  # fmt: skip


def _outbox(keys: list[int]):  # type: ignore[no-untyped-def]
    State = Outgoing.State
    states = [State.WAITING, State.SENDING, State.FAILED]
    letters = Outgoing.objects.filter(channel__in=keys, state__in=states).order_by()
    return letters.values("channel").annotate(
        outgoing=Count("pk", filter=~Q(state=State.FAILED)),
        stuck=Count("pk", filter=Q(state=State.FAILED)),
    )


def _health(
    channel: Channel,
    source: Source | None,
    backlog: dict[str, Any],
    outbox: dict[str, Any],
    now: datetime,
) -> Health:
    level, words = _standing(channel, source, now)
    return Health(
        channel=channel,
        connector=CONNECTORS[channel.transport],
        source=source,
        waiting=backlog.get("waiting", 0),
        oldest=backlog.get("oldest"),
        failed=backlog.get("failed", 0),
        outgoing=outbox.get("outgoing", 0),
        stuck=outbox.get("stuck", 0),
        level=level,
        words=words,
    )


def _standing(channel: Channel, source: Source | None, now: datetime) -> tuple[str, str]:
    if not channel.active:
        return "none", "выключен"
    if channel.stopped_at:
        return "late", "остановлен"
    if source and source.failing_since and now - source.failing_since > SILENT_AFTER:
        return "late", "не отвечает"
    if source and source.failing_since:
        return "soon", "не отвечает, программа повторяет"
    if channel.problem:
        return "soon", "есть замечание"
    if not channel.reads and not channel.replies:
        return "none", "ничего не включено"
    return "ok", "работает"
