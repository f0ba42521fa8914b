"""Colleagues and their duties."""

from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from mcu.core import wall
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


def logins() -> set[str]:
    """Every login there is: it opens one door for all municipalities, so it is nobody's twice."""
    with wall.everywhere():
        return set(Person.objects.values_list("login", flat=True))


def login_is_taken(login: str) -> bool:
    """The same for one login, in whatever letters."""
    with wall.everywhere():
        return Person.objects.filter(login__iexact=login).exists()
