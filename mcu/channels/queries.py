"""Reading the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from mcu.channels.models import Channel, Delivery, Outgoing
from mcu.channels.transports import TRANSPORTS
from mcu.org.rules.roles import Actor

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


def deliverable(transport: str, now: datetime) -> QuerySet[Outgoing]:
    """Letters that may go now, the longest waiting first; those cut off in the middle too."""
    waits = Q(state=Outgoing.State.WAITING)
    cut_off = Q(state=Outgoing.State.SENDING, claimed_until__lt=now)
    due = Outgoing.objects.filter(waits | cut_off, not_before__lte=now)
    due = due.filter(channel__transport=transport, channel__active=True)
    return due.order_by("not_before", "pk")
