"""Reading the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet, TextChoices
from django.http import Http404

from mcu.channels.models import Channel, Delivery, Outgoing
from mcu.channels.transports import TRANSPORTS
from mcu.connectors import CONNECTORS
from mcu.org.rules.roles import Actor


class Why(TextChoices):
    """Why something has not left."""

    FAILED = "failed", "не доставлено, нужен человек"
    AGAIN = "again", "временный отказ, повторяется"
    HELD = "held", "канал выключен или остановлен"


WHY: dict[Why, Q] = {
    Why.FAILED: Q(state=Outgoing.State.FAILED),
    Why.AGAIN: Q(state=Outgoing.State.WAITING, attempts__gt=0),
    Why.HELD: Q(state=Outgoing.State.WAITING)
    & (Q(channel__active=False) | Q(channel__stopped_at__isnull=False)),
}
OLD = timedelta(hours=1)
PAGE = 50
SHOWN_ATTEMPTS = 30
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class OutgoingFilter:
    """`before` is the key the page goes on from."""

    state: str = ""
    kind: str = ""
    q: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """`next` is where the following page begins; None on the last one."""

    letters: list[Outgoing]
    next: int | None


def outgoing_page(actor: Actor, chosen: OutgoingFilter) -> OutgoingPage:
    """Fifty letters with their attempts, the newest first; two queries."""
    letters = Outgoing.objects.filter(municipality_id=actor.municipality_id)
    if chosen.state:
        letters = letters.filter(state=chosen.state)
    if chosen.kind:
        letters = letters.filter(kind=chosen.kind)
    if chosen.q:
        letters = letters.filter(subject__icontains=chosen.q)
    if chosen.before:
        letters = letters.filter(pk__lt=chosen.before)
    attempts = Prefetch("deliveries", Delivery.objects.order_by("-number"))
    found = list(
        letters.defer("body").select_related("channel").prefetch_related(attempts)[: PAGE + 1]
    )
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return OutgoingPage(found[:PAGE], more)


@dataclass(frozen=True, slots=True)
class StuckFilter:
    """`why` is a value of `Why`; `before` is the key the page goes on from."""

    why: str = ""
    kind: str = ""
    channel: int | None = None
    before: int | None = None


def stuck_page(actor: Actor, chosen: StuckFilter, now: datetime) -> OutgoingPage:
    """What should have left by now and did not, the newest first; two queries."""
    letters = stuck(actor, now)
    if chosen.why:
        letters = letters.filter(WHY[Why(chosen.why)])
    if chosen.kind:
        letters = letters.filter(kind=chosen.kind)
    if chosen.channel:
        letters = letters.filter(channel=chosen.channel)
    if chosen.before:
        letters = letters.filter(pk__lt=chosen.before)
    attempts = Prefetch("deliveries", Delivery.objects.order_by("-number"))
    letters = letters.defer("body").select_related("channel").prefetch_related(attempts)
    found = list(letters.order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return OutgoingPage(found[:PAGE], more)


def stuck(actor: Actor, now: datetime) -> QuerySet[Outgoing]:
    """Given up, refused and tried again, held by its channel, or simply old."""
    State = Outgoing.State
    letters = Outgoing.objects.filter(
        municipality_id=actor.municipality_id, state__in=[State.WAITING, State.FAILED]
    )
    old = Q(not_before__lt=now - OLD)
    return letters.filter(WHY[Why.FAILED] | WHY[Why.AGAIN] | WHY[Why.HELD] | old)


def outgoing_for(actor: Actor, pk: int) -> Outgoing:
    """A letter of the actor's municipality, else Http404."""
    found = Outgoing.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такой отправки нет.")
    return found


def channels_for(actor: Actor) -> list[Channel]:
    """Every way out of the municipality; one that was never used is shown as it would begin."""
    place = actor.municipality_id
    used = {row.transport: row for row in Channel.objects.filter(municipality_id=place)}
    return [used.get(name) or Channel(municipality_id=place, transport=name) for name in TRANSPORTS]


def channel_names(actor: Actor) -> list[tuple[int, str]]:
    """Every channel of the municipality that something ever left by, with its name."""
    rows = Channel.objects.filter(municipality_id=actor.municipality_id)
    return [(row.pk, row.name or _mail_title(row.transport)) for row in rows]


def _mail_title(transport: str) -> str:
    return TRANSPORTS[transport].title if transport in TRANSPORTS else transport


def counts(actor: Actor) -> dict[str, int]:
    """How many letters wait, how many failed, counted up to COUNTED; one query."""
    State = Outgoing.State
    open_ones = Outgoing.objects.filter(
        municipality_id=actor.municipality_id,
        state__in=[State.WAITING, State.SENDING, State.FAILED],
    )[:COUNTED]
    return open_ones.aggregate(
        waiting=Count("pk", filter=~Q(state=State.FAILED)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )


def deliverable(way: Q, now: datetime) -> QuerySet[Outgoing]:
    """Letters that may go this way now, the longest waiting first; those cut off too."""
    waits = Q(state=Outgoing.State.WAITING)
    cut_off = Q(state=Outgoing.State.SENDING, claimed_until__lt=now)
    due = Outgoing.objects.filter(waits | cut_off, not_before__lte=now)
    due = due.filter(way, channel__active=True, channel__stopped_at__isnull=True)
    due = due.exclude(channel__quiet_until__gt=now)
    return due.order_by("not_before", "pk")


def connected_ways(now: datetime) -> list[Channel]:
    """Connections that something may leave by now."""
    due = deliverable(Q(channel__replies=True) & ~Q(channel__transport__in=TRANSPORTS), now)
    return list(Channel.objects.filter(pk__in=due.order_by().values("channel")).order_by("pk"))


def connections_for(actor: Actor) -> QuerySet[Channel]:
    """The services the municipality is connected with."""
    return Channel.objects.filter(
        municipality_id=actor.municipality_id, transport__in=CONNECTORS
    ).order_by("transport", "name", "pk")


def connection_for(actor: Actor, pk: int) -> Channel:
    """A connection of the actor's municipality, else Http404."""
    found = connections_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого канала нет.")
    return found
