"""Many stored payloads are understood at once: those that begin talks of their own.

What one message asks of the database the next one asks as well; asked for all of them it costs a tenth. Whatever
adds to what is here, changes it or is broken goes by itself, in its turn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from mcu.cases.actions.conversation import Heard, begin, known_among
from mcu.channels.models import Channel
from mcu.connectors.contract import STRANGE, Act, Connector, Item
from mcu.core.errors import RuleViolation
from mcu.intake.actions.arrivals import body_of
from mcu.intake.actions.digesting import heard_of, incoming_of
from mcu.intake.models import Arrival
from mcu.intake.queries.exports import feed_of_letter
from mcu.org.rules.roles import Actor

TOGETHER = 100
"""As many go in one transaction: more would keep others from the journal for longer."""
DONE = f"""
UPDATE intake_arrival AS arrival SET state = '{Arrival.State.DONE}', sentence = '', digested_at = %s,
    cases = ARRAY[made.case_id], files_left = made.files
FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS made(id, case_id, files) WHERE arrival.id = made.id
"""  # noqa: S608 -- a constant of ours


@dataclass(frozen=True, slots=True)
class Beginning:
    """A payload that says one thing, which belongs to nothing that is here."""

    arrival: Arrival
    item: Item
    heard: Heard


def parts(
    channel: Channel, connector: Connector, waiting: Sequence[Arrival], now: datetime
) -> Iterator[list[Beginning] | Arrival]:
    """The waiting ones in their order: beginnings side by side, and each of the rest by itself."""
    read = [(arrival, _one(channel, connector, arrival)) for arrival in waiting]
    heard = [heard_of(item, now) for _, item in read if item]
    known, seen = known_among(channel, heard), set[tuple[str, ...]]()
    together: list[Beginning] = []
    for arrival, item in read:
        said = heard_of(item, now) if item else None
        marks = {(said.key,), (said.thread, said.author)} if said else set()
        if item and said and said.key not in known and not marks & seen:
            together.append(Beginning(arrival, item, said))
        else:
            if together:
                yield together
            together = []
            yield arrival
        seen |= marks
    if together:
        yield together


@transaction.atomic
def digest_together(
    *, begun: Sequence[Beginning], channel: Channel, connector: Connector, by: Actor, now: datetime
) -> None:
    """All of them or none; what somebody has understood meanwhile is passed by."""
    rows = Arrival.objects.filter(
        pk__in=[each.arrival.pk for each in begun], state=Arrival.State.WAITING
    )
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    waiting = set(locked.values_list("pk", flat=True))
    left = [each for each in begun if each.arrival.pk in waiting]
    if not left:
        return
    told = [(each.heard, incoming_of(connector, each.item, each.heard)) for each in left]
    said = begin(channel=channel, told=told, by=by, now=now)
    keys, files = [each.arrival.pk for each in left], [bool(each.item.files) for each in left]
    with connection.cursor() as cursor:
        cursor.execute(DONE, [now, keys, [each.conversation_id for each in said], files])


def _one(channel: Channel, connector: Connector, arrival: Arrival) -> Item | None:
    """The one thing it says where somebody speaks for the first time; None: it has to go by itself."""
    try:
        items = connector.read(body_of(arrival))
    except (RuleViolation, *STRANGE):
        return None
    plain = len(items) == 1 and items[0].act == Act.SAID and not items[0].publication
    if not plain or items[0].ours or items[0].answers or items[0].appeal:
        return None
    return None if feed_of_letter(channel, items[0]) else items[0]
