"""Who is away and who stands in."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from mcu.org.models import Duty, Person, Substitution
from mcu.org.queries.people import in_force
from mcu.org.rules.roles import Actor


def substitutions(actor: Actor) -> QuerySet[Substitution]:
    """All of the municipality, the latest first."""
    found = Substitution.objects.filter(municipality_id=actor.municipality_id)
    return found.select_related("absent", "substitute", "duty__body", "duty__block")


def substitution_for(actor: Actor, pk: int) -> Substitution:
    found = substitutions(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого замещения нет.")
    return found


def running(municipality_id: int, today: date) -> QuerySet[Substitution]:
    """Those in force now."""
    found = Substitution.objects.filter(municipality_id=municipality_id, ended_at__isnull=True)
    found = found.filter(since__lte=today, until__gte=today)
    return found.select_related("absent", "substitute", "duty").order_by("pk")


def absences_of(person: Person, today: date) -> list[Substitution]:
    """Planned and running ones in which the person has a part; one query."""
    part = Q(absent=person) | Q(substitute=person)
    found = Substitution.objects.filter(part, ended_at__isnull=True, until__gte=today)
    return list(found.select_related("absent", "substitute", "duty").order_by("since", "pk"))


def duties_to_hand_over(person: Person, today: date) -> QuerySet[Duty]:
    return in_force(Duty.objects.filter(person=person), today).select_related("body", "block")
