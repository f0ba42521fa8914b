"""Reading polls of one's municipality."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from mcu.org.rules.roles import Actor
from mcu.polls.models import Poll
from mcu.polls.rules.poll import State


def polls(actor: Actor) -> QuerySet[Poll]:
    return Poll.objects.filter(municipality_id=actor.municipality_id)


def poll_for(actor: Actor, pk: int) -> Poll:
    found = polls(actor).select_related("municipality", "topic", "problem").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого голосования нет.")
    return found


def in_state(state: str, today: date) -> Q:
    """The same as `rules.poll.state_of`, for rows."""
    over, fresh = Q(ends__lt=today), Q(used_on=None)
    return {
        State.USED: Q(used_on__isnull=False),
        State.AHEAD: fresh & Q(starts__gt=today),
        State.OPEN: fresh & Q(starts__lte=today, ends__gte=today),
        State.COUNTING: fresh & over & Q(counted_at=None),
        State.KNOWN: fresh & over & Q(counted_at__isnull=False),
    }[State(state)]


def state_counts(rows: QuerySet[Poll], today: date) -> dict[str, int]:
    """How many stand in each state; one query."""
    counts = {state.value: Count("pk", filter=in_state(state, today)) for state in State}
    return rows.order_by().aggregate(**counts)
