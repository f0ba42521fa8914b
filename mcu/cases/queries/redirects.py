"""Reading what goes to other bodies, and the directory of them."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from mcu.cases.models import Case, Redirect
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.redirects import RedirectFilter, RedirectState
from mcu.org.models import Body
from mcu.org.rules.roles import Actor

OUTSIDE = (Body.Kind.OTHER_AUTHORITY, Body.Kind.ORGANISATION)
SUGGESTED = 30


def redirects(actor: Actor, chosen: RedirectFilter, now: datetime) -> QuerySet[Redirect]:
    """What was passed on of visible cases; the unsent ones by their clock, the rest newest first."""
    found = _visible(actor)
    if chosen.show:
        found = found.filter(state=chosen.show)
    if chosen.by:
        found = found.filter(by=chosen.by)
    if chosen.late:
        found = found.filter(state=RedirectState.UNSENT, term__due_at__lt=now)
    if chosen.decided_from:
        found = found.filter(decided_at__date__gte=chosen.decided_from)
    if chosen.decided_to:
        found = found.filter(decided_at__date__lte=chosen.decided_to)
    for word in chosen.q.split()[:8]:
        found = found.filter(
            Q(to_name__icontains=word) | Q(number__icontains=word)
            | Q(case__number__icontains=word) | Q(body__short_name__icontains=word)
        )  # fmt: skip
    found = found.select_related("case__topic", "body", "term")
    if chosen.show == RedirectState.UNSENT or chosen.late:
        return found.order_by(F("term__due_at").asc(nulls_last=True), "decided_at", "pk")
    return found.order_by("-decided_at", "-pk")


def unsent_redirects(actor: Actor) -> QuerySet[Redirect]:
    """Decided but not sent yet, those due first on top: for the board of control."""
    found = (
        _visible(actor).filter(state=RedirectState.UNSENT).select_related("case", "body", "term")
    )
    return found.order_by(F("term__due_at").asc(nulls_last=True), "decided_at", "pk")


def redirect_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many in each state, and how many unsent are late; one query."""
    wanted = {str(state): Count("pk", filter=Q(state=state)) for state in RedirectState}
    late = Q(state=RedirectState.UNSENT, term__due_at__lt=now)
    return _visible(actor).order_by().aggregate(**wanted, late=Count("pk", filter=late))


def redirect_for(actor: Actor, pk: int) -> Redirect:
    """The redirect when its case is visible, else Http404."""
    found = _visible(actor).select_related("case__municipality", "term").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого перенаправления нет или оно не в вашем ведении.")
    return found


def redirects_of(case: Case) -> list[Redirect]:
    return list(case.redirects.select_related("body", "term"))


def waiting(case: Case) -> Redirect | None:
    """The decision of the case that is not carried out yet."""
    found = Redirect.objects.filter(case=case, state=RedirectState.UNSENT)
    return found.select_related("case").first()


def receivers(actor: Actor, words: str) -> QuerySet[Body]:
    """Bodies outside of this municipality's administration, by any part of their names."""
    found = Body.objects.filter(
        municipality_id=actor.municipality_id, active=True, kind__in=OUTSIDE
    )
    for word in words.split()[:8]:
        found = found.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__icontains=word)
        )
    return found.order_by("name")[:SUGGESTED]


def receiver_named(actor: Actor, name: str) -> Body | None:
    """The body of this very name in the directory; None for a name of one's own."""
    own = Q(name__iexact=name.strip()) | Q(short_name__iexact=name.strip())
    found = Body.objects.filter(municipality_id=actor.municipality_id, kind__in=OUTSIDE)
    return found.filter(own, active=True).first()


def _visible(actor: Actor) -> QuerySet[Redirect]:
    found = Redirect.objects.filter(municipality_id=actor.municipality_id)
    return found if actor.sees_all else found.filter(case__in=cases_for(actor))
