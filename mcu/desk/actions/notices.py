"""Looking through what happened since the last time, and telling those it concerns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from mcu.cases.queries.ladder import ladder_of
from mcu.core.models import JournalHead
from mcu.desk.queries import notices as queries
from mcu.desk.queries.task_notices import of_task_terms
from mcu.desk.queries.terms import Swept, of_terms
from mcu.desk.rules.notices import FOLDED_FROM, MANY, told_many
from mcu.org.actions.notices import tell
from mcu.org.models import Municipality, NoticeCursor
from mcu.org.queries import calendar_for, zone
from mcu.org.rules.notices import Kind, Telling

LONGEST_LOOK = timedelta(days=3)


@transaction.atomic
def look_through(place: Municipality, now: datetime) -> int:
    """Tell what the journal and the terms have brought since the last look; how many notices.

    The numbers of a journal have no gaps and are given in the order of commits, so nothing is passed
    over; the cursor moves in the transaction of the notices, so nothing is told twice. The first look
    at a municipality only notes where it stands.
    """
    head = JournalHead.objects.filter(pk=place.pk).first()
    last = head.sequence if head else 0
    cursor, first = NoticeCursor.objects.select_for_update().get_or_create(
        municipality=place, defaults={"sequence": last, "terms_until": now}
    )
    if first:
        return 0
    tz = zone(place)
    staff = queries.staff_of(place.pk, now.astimezone(tz).date())
    since = max(cursor.terms_until, now - LONGEST_LOOK)
    entries = queries.new_entries(place.pk, cursor.sequence, last)
    tellings = [
        *queries.of_entries(entries, staff, tz),
        *of_terms(place.pk, ladder_of(place.pk), Swept(since, now, calendar_for(place), staff)),
        *of_task_terms(place.pk, since, now, staff, tz),
    ]
    count = tell(municipality=place, tellings=folded(tellings, now), now=now)
    NoticeCursor.objects.filter(pk=cursor.pk).update(
        sequence=max(last, cursor.sequence), terms_until=max(now, cursor.terms_until)
    )
    return count


def folded(tellings: Iterable[Telling], now: datetime) -> Iterator[Telling]:
    """Many of one kind to one person at once become one with the number of them and a list."""
    by_person: dict[tuple[Kind, int], list[Telling]] = defaultdict(list)
    for telling in tellings:
        for person in telling.people:
            by_person[telling.kind, person].append(telling)
    for (kind, person), own in by_person.items():
        if len(own) < FOLDED_FROM or kind not in MANY:
            yield from (replace(telling, people=frozenset({person})) for telling in own)
        else:
            yield Telling(
                kind=kind,
                people=frozenset({person}),
                title=told_many(kind, len(own)),
                moment=f"{now:%Y%m%d%H%M%S%f}",
                url=queries.list_of(kind),
            )
