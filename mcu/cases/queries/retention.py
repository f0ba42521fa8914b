"""Which cases a rule of retention has come to, and what still keeps them."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mcu.cases.models import Case, LegalHold, RetentionReview
from mcu.core.erasing import Due
from mcu.org.rules.roles import Actor

MOMENTS = {"received": "received_at", "closed": "closed_at"}
PAGE = 50


def due_cases(due: Due) -> QuerySet[Case]:
    """Cases whose term is over and that nothing holds; with `reviewed` those a person let go."""
    cases = Case.objects.filter(
        municipality_id=due.municipality_id, **{f"{MOMENTS[due.moment]}__lt": due.before}
    )
    if due.regime:
        cases = cases.filter(regime=due.regime)
    if due.reviewed:
        erase = RetentionReview.Decision.ERASE
        cases = cases.filter(Exists(_review().filter(decision=erase)))
    return cases.exclude(held(timezone.localdate(due.now)))


def held(today: date) -> Exists:
    """The condition that a hold stands on the case."""
    holds = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at__isnull=True)
    return Exists(holds.filter(Q(until__isnull=True) | Q(until__gte=today)))


def to_review(due: Due) -> QuerySet[Case]:
    """Due cases nobody has been asked about yet."""
    return due_cases(due).filter(depersonalised_at__isnull=True).exclude(Exists(_review()))


def waiting_reviews(actor: Actor) -> QuerySet[RetentionReview]:
    """Cases whose lasting value a person has to judge, those that wait longest first."""
    rows = RetentionReview.objects.filter(case__municipality_id=actor.municipality_id, decision="")
    return rows.select_related("case__topic", "case__body").order_by("found_at", "pk")


def holds_of(case: Case, now: datetime) -> list[LegalHold]:
    """The holds in force on the case."""
    today = timezone.localdate(now)
    open_ones = case.holds.filter(lifted_at__isnull=True)
    return list(open_ones.filter(Q(until__isnull=True) | Q(until__gte=today)))


def holds(actor: Actor, now: datetime) -> QuerySet[LegalHold]:
    """Every hold in force in the municipality."""
    rows = LegalHold.objects.filter(
        case__municipality_id=actor.municipality_id, lifted_at__isnull=True
    )
    return rows.filter(
        Q(until__isnull=True) | Q(until__gte=timezone.localdate(now))
    ).select_related("case")


def _review() -> QuerySet[RetentionReview]:
    return RetentionReview.objects.filter(case=OuterRef("pk"))


def hold_for(actor: Actor, pk: int) -> LegalHold:
    """A hold on a case of the municipality, else Http404."""
    rows = LegalHold.objects.filter(case__municipality_id=actor.municipality_id)
    return get_object_or_404(rows.select_related("case"), pk=pk)
