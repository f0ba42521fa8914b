"""Who sees which case."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.http import Http404

from mcu.cases.models import Case, InfoRequest, SavedView
from mcu.org.rules.roles import Actor


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Coordinators see the whole municipality; the rest their bodies, blocks and own cases."""
    cases = Case.objects.filter(municipality_id=actor.municipality_id)
    return cases if actor.sees_all else cases.filter(_own(actor))


def case_for(actor: Actor, pk: int) -> Case:
    """The case when it is visible to the actor, else Http404."""
    case = cases_for(actor).select_related("topic__parent", "block", "body", "executor")
    found = case.select_related("municipality", "merged_into").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого сообщения нет или оно не в вашем ведении.")
    return found


def request_for(actor: Actor, pk: int) -> InfoRequest:
    """A question to a block, visible with its case or to the block and body that was asked."""
    asked = InfoRequest.objects.select_related("case", "block", "body")
    asked = asked.filter(case__municipality_id=actor.municipality_id)
    if not actor.sees_all:
        to_us = Q(block_id__in=actor.block_ids) | Q(body_id__in=actor.body_ids)
        asked = asked.filter(to_us | Q(case__in=cases_for(actor)))
    found = asked.filter(pk=pk).first()
    if found is None:
        raise Http404("Такого запроса нет или он не к вам.")
    return found


def view_for(actor: Actor, pk: int) -> SavedView:
    """A saved view of one's own, else Http404."""
    found = SavedView.objects.filter(pk=pk).first()
    if found is None or found.person_id != actor.person_id:
        raise Http404("Такого вида нет.")
    return found


def _own(actor: Actor) -> Q:
    ours = Q(body_id__in=actor.body_ids) | Q(block_id__in=actor.block_ids)
    return ours | Q(executor_id=actor.person_id) | _asked(InfoRequest.objects.filter(ours))


def _asked(requests: QuerySet[InfoRequest]) -> Q:
    """Cases of these questions, said twice: IN is a hash for a plan that reads row by row, ANY
    a key for one that looks up; with either alone the other half of the plans is slow.
    """
    cases = requests.order_by().values("case_id")
    keys = {
        "template": "%(expressions)s)",
        "arg_joiner": " = ANY (",
        "output_field": BooleanField(),
    }
    return Q(pk__in=cases) & Q(Func(F("pk"), ArraySubquery(cases), **keys))
