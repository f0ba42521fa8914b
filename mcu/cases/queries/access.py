"""Who sees which case, and which cases a permission covers."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.http import Http404

from mcu.cases.models import AnswerPart, Attachment, Case, InfoRequest, SavedView
from mcu.cases.rules.answer_parts import PartState
from mcu.org.rules.roles import ASKED, Actor, Belongs, Permission

# Never a key: an empty IN would leave no SQL to build a larger query around.
NOTHING = Q(pk=0)


def cases_for(actor: Actor, permission: Permission = Permission.SEE) -> QuerySet[Case]:
    """The cases of the municipality that the actor sees, or has another permission over."""
    cases = Case.objects.filter(municipality_id=actor.municipality_id)
    return cases.filter(within(actor, permission))


def within(actor: Actor, permission: Permission) -> Q:
    """The condition that a case lies within the scope of the permission."""
    reach = actor.reach(permission)
    if reach.everywhere:
        return Q()
    if not reach:
        return NOTHING
    ours = Q(body_id__in=reach.bodies) | Q(block_id__in=reach.blocks)
    found = ours | Q(executor_id=actor.person_id)
    return found | _asked(ours) if permission in ASKED else found


def belongs(
    case: Case, requests: Iterable[InfoRequest] = (), parts: Iterable[AnswerPart] = ()
) -> Belongs:
    """Whose the case is, for the rules; with who was asked about it or writes a part of the answer."""
    asked: list[InfoRequest | AnswerPart] = [
        *requests,
        *(part for part in parts if part.state != PartState.DROPPED),
    ]
    return Belongs(
        municipality_id=case.municipality_id,
        body_id=case.body_id,
        block_id=case.block_id,
        executor_id=case.executor_id,
        asked_bodies=frozenset(request.body_id for request in asked if request.body_id),
        asked_blocks=frozenset(request.block_id for request in asked if request.block_id),
    )


def case_for(actor: Actor, pk: int) -> Case:
    """The case when it is visible to the actor, else Http404."""
    case = cases_for(actor).select_related("topic__parent", "block", "body", "executor")
    found = (
        case.select_related("municipality", "merged_into", "fast_run__route").filter(pk=pk).first()
    )
    if found is None:
        raise Http404("Такого сообщения нет или оно не в вашем ведении.")
    return found


def request_for(actor: Actor, pk: int) -> InfoRequest:
    """A question to a block, visible with its case or to the block and body that was asked."""
    asked = InfoRequest.objects.select_related("case", "block", "body")
    asked = asked.filter(case__municipality_id=actor.municipality_id)
    reach = actor.reach(Permission.SEE)
    if not reach.everywhere:
        to_us = Q(block_id__in=reach.blocks) | Q(body_id__in=reach.bodies)
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


def _asked(ours: Q) -> Q:
    """Cases we were asked about or write a part of, said twice: IN is a hash for a plan that reads row by row, ANY
    a key for one that looks up; with either alone the other half of the plans is slow.
    """
    parts = AnswerPart.objects.filter(ours).exclude(state=PartState.DROPPED)
    asked = InfoRequest.objects.filter(ours).order_by().values("case_id")
    cases = asked.union(parts.order_by().values("case_id"), all=True)
    keys = {
        "template": "%(expressions)s)",
        "arg_joiner": " = ANY (",
        "output_field": BooleanField(),
    }
    return Q(pk__in=cases) & Q(Func(F("pk"), ArraySubquery(cases), **keys))


def held_files(actor: Actor) -> QuerySet[Attachment]:
    """Files of the municipality that are not given out until somebody decides."""
    found = Attachment.objects.filter(case__municipality_id=actor.municipality_id)
    return found.exclude(held="").select_related("case").order_by("id")
