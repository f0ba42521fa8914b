"""The week in short is told to those who asked for it, by what each of them may see."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.org.actions.notices import tell
from mcu.org.models import Municipality, Person
from mcu.org.queries import actor_for, zone
from mcu.org.rules.notices import Kind, Telling
from mcu.org.rules.roles import Permission, may
from mcu.reports.queries import week as queries
from mcu.reports.rules.periods import Every, last

FROM_HOUR = 7  # of Monday: nobody waits for it at night


def tell_week(*, place: Municipality, now: datetime) -> int:
    """Of the last whole week, once to each; whoever may not see figures is told nothing."""
    local = now.astimezone(zone(place))
    if local.weekday() == 0 and local.hour < FROM_HOUR:
        return 0
    period = last(Every.WEEK, local.date())
    moment = period.since.isoformat()
    told = 0
    with timezone.override(place.timezone):
        for person in queries.subscribers(place, moment):
            told += _tell(place, person, moment, now)
    return told


def _tell(place: Municipality, person: Person, moment: str, now: datetime) -> bool:
    actor = actor_for(person)
    if not (may(actor, Permission.SUMMARY) and may(actor, Permission.SEE)):
        return False
    found = queries.week(actor, place, last(Every.WEEK, timezone.localdate(now)), now)
    telling = Telling(
        kind=Kind.WEEKLY, people=frozenset({person.pk}), title=found.title, moment=moment,
        url=queries.address(found.period), details="\n".join(found.lines),
    )  # fmt: skip
    with transaction.atomic():
        return bool(tell(municipality=place, tellings=[telling], now=now))
