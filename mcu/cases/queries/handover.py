"""Whose cases go to a substitute, and which are with one now."""

from datetime import date

from django.db.models import Q, QuerySet

from mcu.cases.models import Case, HandOver
from mcu.cases.rules.workflow import OPEN, State
from mcu.org.models import Duty, Person, Substitution
from mcu.org.queries import duties_to_hand_over
from mcu.org.queries.actors import with_below

# Once the answer is agreed nothing is asked of the executor.
UNANSWERED = sorted(OPEN - {State.ANSWERED, State.CHECK})


def cases_of_absent(absent: Person, duty: Duty | None, today: date) -> QuerySet[Case]:
    """Unanswered cases of the person: all, or those of one duty."""
    cases = Case.objects.filter(
        municipality_id=absent.municipality_id, executor=absent, state__in=UNANSWERED
    )
    if duty is None:
        return cases
    if duty.body_id or duty.block_id:
        return cases.filter(_within(duty))
    # A duty for the whole centre: what belongs to the person's duties elsewhere stays.
    elsewhere = Q(pk__in=[])
    for other in duties_to_hand_over(absent, today):
        if other.body_id or other.block_id:
            elsewhere |= _within(other)
    return cases.exclude(elsewhere)


def waiting_hand_over(substitution: Substitution, today: date) -> QuerySet[Case]:
    """What this substitution has to hand over and has not yet."""
    found = cases_of_absent(substitution.absent, substitution.duty, today)
    return found.exclude(hand_overs__substitution=substitution).order_by("pk")


def waiting_return(municipality_id: int, today: date) -> QuerySet[HandOver]:
    """Handed over in substitutions that are over."""
    over = Q(substitution__ended_at__isnull=False) | Q(substitution__until__lt=today)
    found = HandOver.objects.filter(
        over, returned_at__isnull=True, substitution__municipality_id=municipality_id
    )
    return found.select_related("substitution__absent", "substitution__substitute").order_by("pk")


def hand_over_of(case: Case) -> HandOver | None:
    """With whom the case is while its executor is away; one query."""
    found = HandOver.objects.filter(case=case, returned_at__isnull=True)
    return found.select_related("substitution__absent", "substitution__substitute").last()


def _within(duty: Duty) -> Q:
    if duty.body_id:
        return Q(body_id__in=with_below(duty.municipality_id, {duty.body_id}))
    return Q(block_id=duty.block_id)
