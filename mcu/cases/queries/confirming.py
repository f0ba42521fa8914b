"""Cases whose suggested topic is sure enough to be confirmed as a list."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from mcu.cases.models import Case, ConfirmRun, LearningSettings, Suggestion, Topic
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.rules.learning import Learning, Target
from mcu.cases.rules.workflow import FINISHED
from mcu.org.rules.roles import Actor, Permission

MOST = 200
"""How many are confirmed at one blow: as many as a person can look through."""


class Sure(NamedTuple):
    """A case, the topic it is going to get, how sure and why."""

    case: Case
    topic: Topic
    confidence: float
    reason: str


def sure_suggestions() -> QuerySet[Suggestion]:
    """Undecided topics above the threshold of the municipality, by what was learnt and measured.

    The lexicon is never sure enough: nobody has measured it here.
    """
    rows = LearningSettings.objects.filter(municipality=OuterRef("case__municipality"))
    threshold = Coalesce(Subquery(rows.values("bulk_from")[:1]), Value(Learning().bulk_from))
    return Suggestion.objects.filter(
        about=Target.TOPIC,
        decided_at__isnull=True,
        model__isnull=False,
        confidence__gte=threshold / 100.0,
    )


def is_sure() -> Q:
    """The condition of a list: open, nobody said the topic, and the suggestion is sure."""
    found = Exists(sure_suggestions().filter(case=OuterRef("pk")))
    return Q(found, topic_confirmed=False) & ~Q(state__in=sorted(FINISHED))


def confident(actor: Actor, keys: Iterable[int] | None = None) -> list[Sure]:
    """The surest first, at most MOST; only what the actor may classify. Four queries at most."""
    cases = cases_for(actor, Permission.CLASSIFY)
    if keys is not None:
        cases = cases.filter(pk__in=list(keys))
    topics = classifier_for(actor.municipality_id).by_code
    rows = sure_suggestions().filter(case__in=cases.filter(is_sure()))
    best = rows.select_related("case__municipality").order_by("-confidence", "case_id")[: MOST * 2]
    found: dict[int, Sure] = {}
    for row in best:
        if row.value in topics and row.case_id not in found:
            found[row.case_id] = Sure(row.case, topics[row.value], row.confidence, row.reason)
    return list(found.values())[:MOST]


def confirm_runs(actor: Actor) -> QuerySet[ConfirmRun]:
    return ConfirmRun.objects.filter(municipality_id=actor.municipality_id)


def confirm_run_for(actor: Actor, pk: int) -> ConfirmRun:
    """A list of the municipality, else Http404."""
    found = confirm_runs(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого списка нет.")
    return found
