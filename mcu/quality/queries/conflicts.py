"""The register of conflicts as the actor may see it."""

from django.db.models import Q, QuerySet
from django.http import Http404

from mcu.cases.queries import cases_for
from mcu.org.rules.roles import Actor, Permission
from mcu.quality.models import Conflict


def conflicts(actor: Actor) -> QuerySet[Conflict]:
    """Conflicts over visible cases, over one's own body; all of them for whoever sees all."""
    rows = Conflict.objects.filter(municipality_id=actor.municipality_id)
    reach = actor.reach(Permission.SEE)
    if not reach.everywhere:
        rows = rows.filter(Q(case__in=cases_for(actor)) | Q(body_id__in=reach.bodies))
    return rows.select_related("case", "body")


def conflict_for(actor: Actor, pk: int) -> Conflict:
    found = conflicts(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой записи нет или она не в вашем ведении.")
    return found
