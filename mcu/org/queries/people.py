"""Colleagues and their duties."""

from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from mcu.org.models import Duty, Person
from mcu.org.rules.roles import Actor, Role


def in_force(duties: QuerySet[Duty], day: date) -> QuerySet[Duty]:
    """Duties held on that day."""
    return duties.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


def people(actor: Actor) -> QuerySet[Person]:
    """Colleagues of the municipality with their duties at hand."""
    duties = Duty.objects.select_related("body", "block")
    return Person.objects.filter(municipality_id=actor.municipality_id).prefetch_related(
        Prefetch("duties", duties)
    )


def executors_of(body_id: int | None, municipality_id: int, now: datetime) -> QuerySet[Person]:
    """People who can be charged with a case of this body today."""
    duties = in_force(Duty.objects.filter(role=Role.EXECUTOR), now.date())
    if body_id:
        duties = duties.filter(body_id=body_id)
    return Person.objects.filter(
        municipality_id=municipality_id, is_active=True, duties__in=duties
    ).distinct()
