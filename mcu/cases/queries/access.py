"""Who sees which case."""

from django.db.models import Q, QuerySet
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
    asked = InfoRequest.objects.filter(
        Q(block_id__in=actor.block_ids) | Q(body_id__in=actor.body_ids)
    )
    own = Q(body_id__in=actor.body_ids) | Q(block_id__in=actor.block_ids)
    return own | Q(executor_id=actor.person_id) | Q(pk__in=asked.values("case_id"))
