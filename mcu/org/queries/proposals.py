"""Proposals on the composition, and who decides on them here."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from mcu.org.models import Municipality, Proposal, ProposedChange
from mcu.org.queries.profile import charter
from mcu.org.rules.proposals import deciders_of
from mcu.org.rules.roles import Actor, Role


def proposals(actor: Actor) -> QuerySet[Proposal]:
    """All of the municipality with what they ask for; the latest first."""
    asked = ProposedChange.objects.select_related("person", "duty__person", "body", "block")
    found = Proposal.objects.filter(municipality_id=actor.municipality_id)
    return found.select_related("block", "made_by").prefetch_related(Prefetch("changes", asked))


def proposal_for(actor: Actor, pk: int) -> Proposal:
    found = proposals(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого предложения нет.")
    return found


def deciders(place: Municipality, subject: str) -> frozenset[Role]:
    """The roles that decide by the act of this municipality; one query."""
    return deciders_of(subject, charter(place, "powers") or ())
